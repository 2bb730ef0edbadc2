/** The door: the command line as a function, for tests that run it in process, and the book. */

export { book } from './book/book.js';
export { lifeStates } from './book/diagrams.js';
export { doors } from './book/doors.js';
export { PENDING_ACTIONS } from './book/life.js';
/** The door: the command line, and the parts of it that tests run in process. */

export { verifyRelations } from './metamorphic.js';
export { runProgram } from './program.js';
export type { Terminal } from './terminal.js';
