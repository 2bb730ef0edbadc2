/** The door: what the reference model and an implementation both speak, and nothing that decides. */
export * from './errno.js';
export * from './faults.js';
export * from './ids.js';
export * from './ioasid.js';
export type * from './ledger-driver.js';
export type * from './outcome.js';
export type * from './pasid-driver.js';
export type * from './platform.js';
export * from './policy.js';
export * from './tables/index.js';
export type * from './topology.js';
export type * from './view.js';
