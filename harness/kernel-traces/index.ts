/** The door: recorded kernel traces, read and held against the model and the implementation. */

export type { IoasidSide } from './ioasid-side.js';
export type { IommuSide } from './iommu-side.js';
export { kstrtou64, U64_MAX } from './kstrtou64.js';
export { type MiscRow, miscFileText, parseMaxWrite } from './misc-files.js';
export type { LedgerSide } from './misc-sides.js';
export { bothSides, type Side } from './sides.js';
export { type TraceProgress, validateTrace } from './validate.js';
export { formatVerdict, type TraceVerdict } from './verdict.js';
