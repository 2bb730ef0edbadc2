import { inActions } from './actions.js';
import { inRecords } from './records.js';
import { inStructures } from './structures.js';

/** Every survivor of `npm run mutate` has to be here, or be noticed. */
export const explained = [...inActions, ...inRecords, ...inStructures];
