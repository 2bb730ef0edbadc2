/** The door: the command line as a function, for tests that run it in process. */

export { runProgram } from './program.js';
export type { Terminal } from './terminal.js';
