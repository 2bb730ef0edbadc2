import {
  type Broken,
  type BrokenClaim,
  type Counts,
  type Exploration,
  Search,
  type System,
} from '#checker';
import { alikeText, type Classes } from './classes.js';
import type { Result } from './report.js';
import type { Subject } from './subjects.js';
import type { Terminal } from './terminal.js';

/** How to search. */
export interface Exploring {
  readonly exact: boolean;
  /** Megabytes. */
  readonly memory: number;
  readonly timing?: boolean;
}

/** So many states are searched from before anybody looks whether to go on. */
const SLICE = 256;
const MEGABYTE = 2 ** 20;

/** Searches a subject to the end, to a broken claim, or until it is stopped, and says how it went. */
export async function exploreSubject(
  terminal: Terminal,
  subject: Subject,
  options: Exploring,
): Promise<Result> {
  const startedAt = terminal.now();
  const search = searchOf(subject.system, options);
  await advance(terminal, { name: subject.name, startedAt }, search);
  const result = await resultOf(subject, search.report(), options);
  return options.timing === true ? timed(result, terminal.now() - startedAt) : result;
}

/** A search of what the options ask for. */
export function searchOf<Finding>(
  system: System<Finding>,
  { exact, memory }: Exploring,
  { keepsGraph = false } = {},
): Search<Finding> {
  return new Search(system, { exact, memoryBytes: memory * MEGABYTE, keepsGraph });
}

/** Searches in slices, until the search has ended or somebody has had enough. */
export async function advance<Finding>(
  terminal: Terminal,
  { name, startedAt }: { readonly name: string; readonly startedAt: number },
  search: Search<Finding>,
): Promise<void> {
  const interrupts = terminal.holdInterrupts();
  while (search.advance(SLICE)) {
    terminal.progress(progressOf(name, search.counts(), terminal.now() - startedAt));
    if (await interrupts.pressed()) break;
  }
  interrupts.release();
  terminal.progressDone();
}

function progressOf(name: string, counts: Counts, ms: number): string {
  const { distinct, queued, depth, generated } = counts;
  const rate = Math.round((generated / ms) * 1000);
  return `explore: ${name}, ${distinct} states, ${queued} waiting, depth ${depth}, ${rate} transitions/s`;
}

async function resultOf(
  subject: Subject,
  exploration: Exploration<BrokenClaim>,
  options: Exploring,
): Promise<Result> {
  const classes = subject.classes?.();
  const base = baseOf(subject, exploration, classes);
  const result = await decided(subject, exploration, options, base);
  if (classes === undefined) return result;
  return { ...result, details: [`  ${alikeText(classes)}`, ...result.details] };
}

function decided(
  subject: Subject,
  exploration: Exploration<BrokenClaim>,
  options: Exploring,
  base: Base,
): Result | Promise<Result> {
  if (exploration.violation !== undefined) return violated(subject, exploration.violation, base);
  if (exploration.stoppedBy !== undefined) return stopped(exploration, options, base);
  return finished(subject, base);
}

/** What is said of every search, whatever came of it. */
type Base = Pick<Result, 'name' | 'summary' | 'json'>;

/** The counts of a search, in words and as data. */
export function baseOf<Finding>(
  { name, json }: Pick<Subject, 'name' | 'json'>,
  exploration: Exploration<Finding>,
  classes?: Classes,
): Base {
  const { complete, distinct, generated, depth, cuts, collisionOdds } = exploration;
  const bytesPerState = Math.ceil(exploration.bytes / distinct);
  const counts = { complete, distinct, generated, depth, cuts, collisionOdds, bytesPerState };
  const found =
    classes === undefined
      ? `${distinct} states`
      : `${distinct} classes of at most ${classes.statesMax} states`;
  const symmetry = classes === undefined ? {} : { symmetry: { classes: distinct, ...classes } };
  return {
    name,
    summary: `${found}, ${generated} generated, depth ${depth}, ${cuts} cut, ${bytesPerState} bytes a state, collision odds ${oddsText(collisionOdds)}`,
    json: { ...json, ...counts, ...symmetry },
  };
}

async function violated(
  subject: Subject,
  broken: Broken<BrokenClaim>,
  base: Base,
): Promise<Result> {
  const { claim, reason, lines, json } = await subject.traceTo(broken);
  return {
    ...base,
    verdict: 'violated',
    summary: `${claim} after ${broken.path.length} steps, and in no fewer; ${base.summary}`,
    details: lines,
    json: { ...base.json, violated: claim, reason, ...json },
  };
}

/** A search that did not come to its end decides nothing. */
export function stopped<Finding>(
  { stoppedBy, queued }: Exploration<Finding>,
  { memory }: Exploring,
  base: Base,
): Result {
  const why = stoppedBy === 'memory' ? `${memory} MB are full` : 'interrupted';
  return {
    ...base,
    verdict: 'undecided',
    summary: `${why}: ${base.summary}, ${queued} not searched from`,
    details: [],
    json: { ...base.json, stoppedBy, queued },
  };
}

function finished(subject: Subject, base: Base): Result {
  const { isVain, summary, details, json } = subject.findings();
  return {
    ...base,
    // Claims about what never happens say nothing, however many states they were checked on.
    verdict: isVain ? 'undecided' : 'holds',
    summary: [base.summary, ...summary].join(', '),
    details,
    json: { ...base.json, ...json },
  };
}

function oddsText(odds: number): string {
  return odds === 0 ? '0' : odds.toExponential(0);
}

/** The result with the time it took. */
export function timed(result: Result, ms: number): Result {
  const seconds = ms / 1000;
  const rate = Math.round(Number(result.json['generated']) / seconds);
  return {
    ...result,
    summary: `${result.summary}, ${seconds.toFixed(2)} s, ${rate} transitions/s`,
    json: { ...result.json, timing: { seconds, transitionsPerSecond: rate } },
  };
}
