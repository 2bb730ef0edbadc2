/** The door: recorded kernel traces, read and held against the model and the implementation. */
export { kstrtou64, U64_MAX } from './kstrtou64.js';
export { type MiscRow, miscFileText, parseMaxWrite } from './misc-files.js';
export { bothSides, type LedgerSide, type Sides } from './sides.js';
export { validateTrace } from './validate.js';
export { formatVerdict, type TraceVerdict } from './verdict.js';
