/** The door: where model and implementation meet. */

export { type Kill, searchAlone } from './alone.js';
export { type Draws, draws, type RunDraws, runOfDraws } from './arbitraries.js';
export { aboutOf, givenOf } from './argument/decide.js';
export type { Breach } from './argument/flip-cell.js';
export { decideRuns } from './argument/flip-runs.js';
export { breakingSteps } from './argument/flips.js';
export { decidingSteps } from './argument/replay.js';
export * from './argument/results.js';
export { type Told, told } from './argument/story.js';
export { Calls } from './calls.js';
export { cellsOf } from './cells.js';
export { type Certified, Certifying, certify, type ToCertify } from './certify.js';
export {
  corpusFiles,
  corpusToday,
  readFromCorpus,
  replay,
  shrinkAgain,
  targetOf,
  unmadeText,
} from './corpus.js';
export { alsoBroken } from './counterexample/also-broken.js';
export { GENERATED_BY } from './counterexample/document.js';
export { emittedTest } from './counterexample/emitted-test.js';
export {
  counterexampleOf,
  documentBeside,
  readCounterexample,
  readStored,
  writeCounterexample,
} from './counterexample/file.js';
export { type Coverage, coverageOf } from './coverage.js';
export { type BugId, bugs } from './defects/bugs.js';
export type { Defect } from './defects/defect.js';
export { defects, seededDefects } from './defects/index.js';
export { type KernelEdit, kernelEdits } from './defects/kernel-edits.js';
export { type ModelFault, modelFaults } from './defects/model-faults.js';
export { firstDifference } from './difference.js';
export { DIRECTED, directedRuns } from './directed.js';
export { drive } from './drive.js';
export { type Ends, endsOf } from './ends.js';
export { type Expectation } from './expected/expectation.js';
export * from './expected/file.js';
export { type ExpectedFound, findExpected, stepLines } from './expected/find.js';
export { expectations } from './expected/list.js';
export {
  drawsOf,
  type Found,
  runUnit,
  type Unit,
  type UnitResult,
  unitFor,
  unitOf,
  walksOf,
} from './fuzz.js';
export { crowdOf } from './generation/crowd.js';
export { ASKED, findRareStates } from './generation/rare-search.js';
export {
  RARE_STATES,
  type RareState,
  rareTracesIn,
  recordedRareStates,
  traceOf,
} from './generation/rare-states.js';
export { type Hunt, hunt } from './hunt.js';
export { type EditFound, huntEdit } from './hunt-edit.js';
export { countImages } from './images.js';
export { Incremental } from './incremental.js';
export * from './input-error.js';
export {
  BUILD_COMMAND,
  isNotBuilt,
  KERNEL_TARGETS,
  type KernelTarget,
  NO_REUSE_TARGETS,
  releaseOf,
  reusing,
} from './kernel/built.js';
export { kernelIoasid } from './kernel/ioasid-counterpart.js';
export { kernelMisc } from './kernel/misc-counterpart.js';
export { kernelLedger } from './kernel/misc-ledger.js';
export { type Fixture, fixtures } from './kernel-traces/fixtures.js';
export * from './kernel-traces/index.js';
export { firstOf, type KillMatrix, killMatrix } from './kill-matrix.js';
export {
  type GraphSystem,
  graphSystem,
  type LivenessClaim,
  livenessIn,
  type RefutingRun,
  runItf,
  runLines,
} from './liveness.js';
export {
  decidedIn,
  livenessResults,
  numbersText,
} from './liveness-results.js';
export {
  everything,
  type Failure,
  isClaimed,
  type Path,
  type Property,
  properties,
} from './lockstep.js';
export { hasMachine, searchMachine } from './machine-search.js';
export { type Home, type MatrixRow, matrixRow } from './matrix-row.js';
export { checkRelation, type RelationReport } from './metamorphic/check.js';
export type { Relation } from './metamorphic/relation.js';
export { relations } from './metamorphic/relations.js';
export { type ClaimsChecked, modelSystem } from './model-system.js';
export { only } from './only.js';
export { outcomeText } from './outcome-text.js';
export { packageRoot } from './package-root.js';
export { PlainProduct } from './plain-product.js';
export { ProductSystem } from './product.js';
export { type RecordedTarget, recordedTargets } from './recorded-targets.js';
export { type Run, runDraws, Session } from './run.js';
export { sameState } from './same-state.js';
export { Seen } from './seen.js';
export { sharedState } from './shared-state.js';
export { boot, type Callers, type System, type Target } from './target.js';
export { implementation, targets } from './targets/index.js';
export { certificateText, claimOf, commandText, scopeText, traceTable } from './text.js';
export { DrawnCommand } from './to-command.js';
export { unreached } from './unreached.js';
export { Walker } from './walk/walker.js';
