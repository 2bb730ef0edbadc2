/** The door: the command line, and the parts of it that tests run in process; the book among them. */

export { compared } from './agreement/compared.js';
export { readAgreements } from './agreement/kept.js';
export { readResults } from './argument/stored.js';
export { book } from './book/book.js';
export { lifeStates } from './book/diagrams.js';
export { doors } from './book/doors.js';
export { lackOfRung } from './commands/defect-seeds.js';
export { type Lane, runJobs } from './lanes.js';
export { verifyLiveness } from './liveness-verdicts.js';
export { verifyRelations } from './metamorphic.js';
export { runProgram } from './program.js';
export { recordedMatrix } from './recorded-matrix.js';
export { boundOf, homeOf, isOne, recordedSurvey, withoutHome } from './recorded-survey.js';
export type { Terminal } from './terminal.js';
