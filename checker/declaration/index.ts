/** The door: how a machine declares its actions and its claims. Types and `define…`, nothing else. */
export * from './action.js';
export type * from './machine.js';
export * from './property.js';
