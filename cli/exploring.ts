import { type Broken, type BrokenClaim, type Counts, type Exploration, Search } from '#checker';
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
  const search = new Search(subject.system, {
    exact: options.exact,
    memoryBytes: options.memory * MEGABYTE,
  });
  const interrupts = terminal.holdInterrupts();
  while (search.advance(SLICE)) {
    terminal.progress(progressOf(subject.name, search.counts(), terminal.now() - startedAt));
    if (await interrupts.pressed()) break;
  }
  interrupts.release();
  terminal.progressDone();

  const result = await resultOf(subject, search.report(), options);
  return options.timing === true ? timed(result, terminal.now() - startedAt) : result;
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
  const { complete, distinct, generated, depth, cuts, collisionOdds } = exploration;
  const bytesPerState = Math.ceil(exploration.bytes / distinct);
  const counts = { complete, distinct, generated, depth, cuts, collisionOdds, bytesPerState };
  const classes = subject.classes?.();
  const found =
    classes === undefined
      ? `${distinct} states`
      : `${distinct} classes of at most ${classes.statesMax} states`;
  const base = {
    name: subject.name,
    summary: `${found}, ${generated} generated, depth ${depth}, ${cuts} cut, ${bytesPerState} bytes a state, collision odds ${oddsText(collisionOdds)}`,
    json: { ...subject.json, ...counts, ...symmetryOf(distinct, classes) },
  };
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

/** What a report says of symmetry, if a search had any. */
function symmetryOf(distinct: number, classes: Classes | undefined): object {
  return classes === undefined ? {} : { symmetry: { classes: distinct, ...classes } };
}

type Base = Pick<Result, 'name' | 'summary' | 'json'>;

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

function stopped(
  { stoppedBy, queued }: Exploration<BrokenClaim>,
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

function timed(result: Result, ms: number): Result {
  const seconds = ms / 1000;
  const rate = Math.round(Number(result.json['generated']) / seconds);
  return {
    ...result,
    summary: `${result.summary}, ${seconds.toFixed(2)} s, ${rate} transitions/s`,
    json: { ...result.json, timing: { seconds, transitionsPerSecond: rate } },
  };
}
