import { allocatorTables } from './allocator.js';
import { attachmentTables } from './attachment.js';
import { deviceTables } from './devices.js';
import { fileTables } from './files.js';
import { mdevTables } from './mdev.js';
import { ownershipTables } from './ownership.js';
import { processTables } from './processes.js';
import { requestTables } from './requests.js';
import { svaTables } from './sva.js';
import { vfioTables } from './vfio.js';

/** The tables of the PASID machine, in the order of declaration. */
export const tables = [
  ...processTables,
  ...deviceTables,
  ...ownershipTables,
  ...allocatorTables,
  ...attachmentTables,
  ...svaTables,
  ...fileTables,
  ...vfioTables,
  ...mdevTables,
  ...requestTables,
] as const;

export { ioasidTables } from './ioasid.js';
export { ledgerTables } from './ledger.js';
export type { ActionTable } from './table.js';
