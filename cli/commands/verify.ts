import path from 'node:path';
import type { Profile } from '#contract';
import {
  BUILD_COMMAND,
  corpusToday,
  type Fixture,
  fixtures,
  formatVerdict,
  InputError,
  implementation,
  isNotBuilt,
  type Path,
  type RecordedTarget,
  reusing,
  Seen,
  type Target,
  targets,
} from '#harness';
import { type Scope, scopes } from '#model';
import { exploreSubject } from '../exploring.js';
import { fuzz } from '../fuzzing.js';
import { verifyLiveness } from '../liveness-verdicts.js';
import { verifyRelations } from '../metamorphic.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import { verifySmall } from '../small-verdicts.js';
import { productSubject, scopeSubject } from '../subjects.js';
import type { Terminal } from '../terminal.js';
import { validated } from './trace.js';

/** The options of `verify`. */
export interface VerifyOptions extends ReportOptions {
  readonly target: RecordedTarget;
  readonly profile?: Profile;
  readonly seed: number;
  readonly budget: number;
  readonly workers: number;
  readonly runs?: number;
  readonly path: Path;
  readonly corpus: string;
  readonly states: number;
}

/** What fuzzing has of the budget at least, however long what comes before it takes. */
const FUZZED = 0.65;
/** Searched to the end each time: together they take seconds. */
const SEARCHED = ['tiny', 'pair', 'vfio', 'queue'] as const;
/**
 * Searched to the end together with the target. What only the second member of a group, or a replace,
 * can show is rare in runs, so the calls of drivers are among them.
 */
export const COMPARED: Readonly<Record<Profile, readonly (keyof typeof scopes)[]>> = {
  reference: ['mediated', 'quota', 'driver'],
  'linux-6.12': ['pair', 'odd-kernel', 'two-drivers'],
};
/** Where claims about runs are decided: together these reach what each of them speaks of. */
const DECIDED = ['tiny', 'queue'] as const;
/** Megabytes; these searches need a few. */
const MEMORY = 512;

// Lawful callers are what every claim is made for; sloppy ones reach what the kernel must survive, and
// need about as long for the rarest of it.
const SHARES = [
  ['lawful', 0.55],
  ['sloppy', 0.45],
] as const;

/**
 * `verify`: recordings of real kernel code, the corpus, the metamorphic relations, the small scopes to
 * their end, the claims about runs in two of them, then fuzzing with what is left of the time. Of a
 * target other than the implementation: the recordings that it answers, the scopes of its profile
 * or of its own small machine together with it, and fuzzing where that is the reference machine. Without
 * reuse no scope is searched to its end.
 */
export async function verifyCommand(terminal: Terminal, options: VerifyOptions): Promise<number> {
  const profile = profileOf(options);
  const results = isNotBuilt(options.target.name)
    ? [skipped(options.target)]
    : await verifyAll(terminal, { ...options, profile });
  const report = {
    command: 'verify',
    what: 'results',
    results,
    totals: totalsOf(results),
  } as const;
  return publish(terminal, report, options);
}

function skipped({ name }: RecordedTarget): Result {
  const summary = `not built on this machine. Next: ${BUILD_COMMAND}`;
  return { name: `target ${name}`, verdict: 'skipped', summary, details: [], json: {} };
}

async function verifyAll(
  terminal: Terminal,
  options: Omit<VerifyOptions, 'profile'> & { readonly profile: Profile | undefined },
): Promise<Result[]> {
  const startedAt = terminal.now();
  const { profile } = options;
  const { name } = options.target;
  const target = targets.get(name);
  const results: Result[] = [];
  for (const fixture of await fixtures()) {
    if (!options.target.families.includes(fixture.family)) continue;
    results.push(await verifyFixture(terminal, fixture, options.target));
  }
  if (name !== implementation.name) {
    results.push(...(await verifyCorpus(options.corpus, name)));
  }
  // Beside a small machine there is nothing to fuzz that is not searched.
  if (target === undefined) return [...results, ...(await verifySmall(terminal, name, MEMORY))];
  if (target === implementation) {
    results.push(...(await verifyCorpus(options.corpus, undefined)));
    results.push(verifyRelations(terminal, options.seed));
  }
  const scoped = await verifyScopes(terminal, { ...options, target, profile });
  results.push(...scoped.results);
  const decided = target === implementation ? asked(DECIDED, profile) : [];
  if (decided.length > 0) results.push(...(await verifyLiveness(terminal, decided)));
  const spent = (terminal.now() - startedAt) / 1000;
  let before = scoped.seen;
  for (const [callers, share] of SHARES) {
    const { result, seen } = await fuzz(terminal, {
      ...options,
      before,
      target,
      within: profile,
      callers,
      runs: options.runs === undefined ? undefined : Math.max(1, Math.round(options.runs * share)),
      budget: Math.max(options.budget * FUZZED, options.budget - spent) * share,
    });
    results.push(result);
    before = seen;
  }
  return results;
}

/** The profile that is asked for, or the only one that the target follows. */
function profileOf({ target, profile }: VerifyOptions): Profile | undefined {
  const { name, profiles } = target;
  if (profile === undefined) return targets.get(name)?.profile;
  if (profiles.includes(profile)) return profile;
  const command = `npx pasid-verify verify --target ${name}`;
  const [only] = profiles;
  throw new InputError({
    file: name,
    expected:
      only === undefined
        ? 'no --profile: its model is a small machine of its own kernel, which follows that and nothing else'
        : `--profile ${only}, the only one that this target follows`,
    seen: profile,
    next: only === undefined ? command : `${command} --profile ${only}`,
  });
}

/** Those scopes that are of the profile that is asked for. */
function asked(
  names: readonly (keyof typeof scopes)[],
  profile: Profile | undefined,
): readonly Scope[] {
  const all: readonly Scope[] = names.map((name) => scopes[name]);
  return all.filter((scope) => profile === undefined || scope.profile === profile);
}

/**
 * Every state of the small scopes: of the model, then of model and target together. What was seen
 * where both went to the end, runs need not reach again.
 */
async function verifyScopes(
  terminal: Terminal,
  { target, profile, corpus }: { target: Target; profile: Profile | undefined; corpus: string },
): Promise<{ results: Result[]; seen: Seen }> {
  const options = { exact: false, memory: MEMORY };
  const results: Result[] = [];
  const seen = new Seen();
  // Without reuse there is no end of states.
  const compared = reusing(target.name) === undefined ? COMPARED[profile ?? 'reference'] : [];
  const alone = target === implementation ? SEARCHED : [];
  for (const scope of asked(alone, profile)) {
    if (compared.some((name) => name === scope.name)) continue;
    results.push(await exploreSubject(terminal, scopeSubject(scope), options));
  }
  for (const name of compared) {
    const subject = scopeSubject(scopes[name]);
    results.push(await exploreSubject(terminal, subject, options));
    const product = productSubject(scopes[name], target, corpus);
    results.push(await exploreSubject(terminal, product, options));
    seen.add(subject.seen.shown);
  }
  return { results, seen };
}

/** What was verified, in one line: the sum over all results. */
function totalsOf(results: readonly Result[]): { text: string; json: Result['json'] } {
  const sum = (field: string): number =>
    results.reduce((total, { json }) => total + Number(json[field] ?? 0), 0);
  const named = (prefix: string): number =>
    results.filter(({ name }) => name.startsWith(prefix)).length;
  const skipped = results.filter(({ verdict }) => verdict === 'skipped').map(({ name }) => name);
  const json = {
    recordings: named('trace '),
    calls: sum('calls'),
    counterexamples: named('counterexample '),
    relations: sum('relations'),
    scopes: named('scope '),
    states: sum('distinct'),
    transitions: sum('generated'),
    liveness: named('liveness '),
    runs: sum('runs'),
    steps: sum('steps'),
    skipped,
  };
  const text = [
    `verified: ${json.recordings} recordings (${json.calls} calls)`,
    `${json.counterexamples} counterexamples`,
    `${json.relations} relations`,
    `${json.scopes} scopes to the end (${json.states} states, ${json.transitions} generated)`,
    `${json.liveness} claims about runs`,
    `${json.runs} runs (${json.steps} steps)`,
    `skipped: ${skipped.length === 0 ? 'nothing' : skipped.join(', ')}`,
  ].join(', ');
  return { text, json };
}

/** An honest recording must be accepted, an altered one rejected at the altered line. */
export async function verifyFixture(
  terminal: Terminal,
  { file, corruptAt }: Fixture,
  target: RecordedTarget,
): Promise<Result> {
  const verdict = await validated(terminal, file, target);
  const name = `trace ${path.basename(path.dirname(file))}/${path.basename(file, '.ndjson')}`;
  const text = formatVerdict(verdict).replaceAll(file, path.basename(file));
  if (verdict.kind === 'accepted') {
    const { calls, snapshots, sides } = verdict;
    const json = { accepted: true, calls, snapshots };
    if (corruptAt === undefined) {
      const other = sides.length === 1 ? [] : [target.name];
      const summary = `accepted by ${['model', ...other].join(' and ')}: ${calls} calls, ${snapshots} snapshots`;
      return { name, verdict: 'holds', summary, details: [], json };
    }
    const summary = `accepted, although line ${corruptAt} is altered`;
    return { name, verdict: 'violated', summary, details: [text], json };
  }
  const json = { accepted: false, line: verdict.line };
  if (verdict.line === corruptAt) {
    const summary = `altered copy, rejected at the altered line ${corruptAt}`;
    return { name, verdict: 'holds', summary, details: [], json };
  }
  return {
    name,
    verdict: 'violated',
    summary: `rejected at line ${verdict.line}`,
    details: [text],
    json,
  };
}

/** The counterexamples of a folder: all, or those that are expected of one kernel target. */
async function verifyCorpus(folder: string, of: string | undefined): Promise<Result[]> {
  const stored = await corpusToday(folder, of);
  if (stored === undefined) {
    const summary = `no folder ${folder} here; run in the project, or name it with --corpus`;
    return [{ name: 'corpus', verdict: 'skipped', summary, details: [], json: { folder } }];
  }
  return stored.map(({ file, ok, isSkipped, summary }) => {
    const verdict = !ok ? 'violated' : isSkipped === true ? 'skipped' : 'holds';
    const name = `counterexample ${path.relative(folder, file)}`;
    return { name, verdict, summary, details: [], json: { ok } };
  });
}
