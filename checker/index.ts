/** The door: engines and file formats that know any declared machine and no kernel word. */
export { readBytes, writeBytes } from './codec/bytes.js';
export { codecOf } from './codec/codec.js';
export type { Words } from './codec/words.js';
export * from './explore/both-ways.js';
export * from './explore/machine-system.js';
export * from './explore/search.js';
export type * from './explore/system.js';
export * from './itf.js';
export * from './reachable.js';
export { systemOfPair } from './shortest/pair-system.js';
export * from './shortest/shortest.js';
