import { inActions } from './actions.js';
import { inRecords } from './records.js';

/** Every survivor of `npm run mutate` has to be here, or be noticed. */
export const explained = [...inActions, ...inRecords];
