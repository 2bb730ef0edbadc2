import { allocatorTables } from './allocator.js';
import { processTables } from './processes.js';
import { svaTables } from './sva.js';

/** The tables of the PASID machine, in the order of declaration. */
export const tables = [...processTables, ...allocatorTables, ...svaTables] as const;
/** The actions the tables describe; a new one is missed by the compiler wherever it is not handled. */
export type TabledAction = (typeof tables)[number]['action'];

export { ledgerTables } from './ledger.js';
export type { ActionTable } from './table.js';
