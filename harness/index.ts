/** The door: where model and implementation meet. */
export { draws } from './arbitraries.js';
export { checkStored, corpusFiles, replay, targetOf } from './corpus.js';
export { readCounterexample, writeCounterexample } from './counterexample/file.js';
export { defects } from './defects/index.js';
export { type Found, runUnit, unitOf } from './fuzz.js';
export { type Hunt, hunt } from './hunt.js';
export * from './input-error.js';
export { type Fixture, fixtures } from './kernel-traces/fixtures.js';
export * from './kernel-traces/index.js';
export { everything, only, type Path } from './lockstep.js';
export { runDraws, Session } from './run.js';
export { boot, type Target } from './target.js';
export { implementation, targets } from './targets/index.js';
export { claimOf, traceTable } from './text.js';
export { DrawnCommand } from './to-command.js';
