import { allocatorTables } from './allocator.js';
import { attachmentTables } from './attachment.js';
import { ownershipTables } from './ownership.js';
import { processTables } from './processes.js';
import { svaTables } from './sva.js';

/** The tables of the PASID machine, in the order of declaration. */
export const tables = [
  ...processTables,
  ...ownershipTables,
  ...allocatorTables,
  ...attachmentTables,
  ...svaTables,
] as const;

export { ledgerTables } from './ledger.js';
export type { ActionTable } from './table.js';
