/** The door: engines and file formats that know any declared machine and no kernel word. */
export * from './itf.js';
export * from './reachable.js';
