/** The door: how a machine declares its actions and its claims. Types and `define…`, nothing else. */
export * from './action.js';
export { defineAlphabet } from './alphabet.js';
export type * from './counterpart.js';
export type * from './machine.js';
export type * from './pair.js';
export * from './property.js';
export * from './shape.js';
export * from './sort.js';
