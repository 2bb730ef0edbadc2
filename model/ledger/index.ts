/** The misc controller: the ledger that the reference machine charges through, and a machine of it. */

export { type LedgerAction, type LedgerState, ledgerActions, NONE } from './actions.js';
export { chargeFits, refusedForCause } from './claims.js';
export { ledger } from './ledger.js';
export { misc } from './machine.js';
export { LEDGER_SCOPES, type LedgerScope } from './scope.js';
export { type ChargeRow, emptyLedger, type Ledger } from './state.js';
