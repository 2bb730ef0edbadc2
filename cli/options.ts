import { InvalidArgumentError, Option } from 'commander';
import { POLICIES } from '#contract';
import {
  type Defect,
  type Expectation,
  expectations,
  kernelEdits,
  type ModelFault,
  modelFaults,
  type RecordedTarget,
  recordedTargets,
  seededDefects,
  type Target,
  targets,
} from '#harness';
import { type Scope, scopes } from '#model';
import { folderDestination, reportDestination } from './destination.js';
import { type SmallScope, smallScopes } from './small-scopes.js';
import { subjects } from './subjects.js';

/** A file to write a report to. JUnit is the one format there is so far. */
export interface ReportFile {
  readonly format: 'junit';
  readonly path: string;
}

/** Enough for most traces of six commands; a minute or so where nothing fails sooner. */
export const STATES_DEFAULT = 50_000;

/** Options that several commands share, each with its range and its words for a wrong value. */
export const shared = {
  json: () => new Option('--json', 'print the result as JSON; no times, no rates'),
  report: () =>
    new Option('--report <junit=FILE>', 'also write a report file, for instance junit=verify.xml')
      .argParser(parseReports)
      .default([]),
  seed: () =>
    new Option('--seed <number>', 'what the random runs are derived from: 0 .. 4294967295')
      .argParser(integer({ min: 0, max: 0xffff_ffff, example: '--seed 1' }))
      .default(1),
  seeds: () =>
    new Option('--seeds <number>', 'where so many seeds end, from --seed on: 1 .. 1000').argParser(
      integer({ min: 1, max: 1000, example: '--seeds 20' }),
    ),
  runs: () =>
    new Option('--runs <number>', 'stop after this many runs, whatever the time: 1 .. 1000000000')
      .argParser(integer({ min: 1, max: 1_000_000_000, example: '--runs 1000' }))
      .conflicts('budget'),
  budget: (seconds: number) =>
    new Option('--budget <seconds>', `start no new unit of runs after this time: 1 .. 86400`)
      .argParser(integer({ min: 1, max: 86_400, example: '--budget 30' }))
      .default(seconds),
  workers: () =>
    new Option('--workers <number>', 'units that run at the same time, each in a thread: 1 .. 256')
      .argParser(integer({ min: 1, max: 256, example: '--workers 2' }))
      .default(1),
  target: () =>
    new Option('--target <name>', 'what to verify; `defects` lists the seeded ones')
      .argParser(parseTarget)
      .default(targets.get('implementation'), 'implementation'),
  recordedTarget: () =>
    new Option('--target <name>', 'what to hold recordings against, besides the model')
      .argParser(parseRecordedTarget)
      .default(recordedTargets.get('implementation'), 'implementation'),
  editedTarget: () =>
    new Option(
      '--target <name>',
      'kernel code with a fix taken back, or a fault of ours, in place of the implementation',
    )
      .choices(Object.keys(kernelEdits))
      .conflicts(['only', 'seeds']),
  only: () =>
    new Option('--only <defect>', 'this seeded defect alone; may be given again').argParser(
      parseDefects,
    ),
  scope: () =>
    new Option(
      '--scope <name>',
      `one scope for all runs: ${Object.keys(scopes).join(', ')}`,
    ).argParser(parseScope),
  searchedScope: () =>
    new Option(
      '--scope <name>',
      `the reference machine in one scope: ${searchedScopes().join(', ')}; or the model of other kernel code in one of its own: ${[...smallScopes.keys()].join(', ')}`,
    ).argParser(parseSearchedScope),
  profile: () =>
    new Option(
      '--profile <name>',
      `only scopes of one profile: ${Object.keys(POLICIES).join(', ')}`,
    )
      .choices(Object.keys(POLICIES))
      .conflicts('scope'),
  sloppy: () =>
    new Option('--sloppy', 'callers break their contract, as the kernel must survive').default(
      false,
    ),
  callers: () =>
    new Option(
      '--callers <kind>',
      'only callers that keep their contract, or only sloppy ones that do not always',
    ).choices(['lawful', 'sloppy']),
  corpus: () =>
    new Option('--corpus <folder>', 'where counterexamples are kept')
      .argParser(folderDestination)
      .default('counterexamples'),
  emitTest: () =>
    new Option('--emit-test', 'also write each trace as a test of vitest that needs no other file'),
  out: () =>
    new Option('--out <folder>', 'another folder for --emit-test')
      .argParser(folderDestination)
      .default('properties')
      .implies({ emitTest: true }),
  machine: () =>
    new Option(
      '--machine <name>',
      'a small machine with a scope of its own; the toys have known answers',
    )
      .choices(Object.keys(subjects))
      .conflicts(['scope', 'target']),
  expected: () =>
    new Option(
      '--expected [name]',
      `what kernels do and a good design must not, found again: all, or one of ${expectations.map(({ name }) => name).join(', ')}`,
    )
      .argParser(parseExpectation)
      .conflicts(['machine', 'scope', 'target', 'fault', 'itf']),
  claims: () =>
    new Option(
      '--claims <which>',
      'all that one state or one step can break; only those about states, in a third of the time; or those about runs: what must come, or must stay possible',
    )
      .choices(['all', 'states', 'liveness'])
      .default('all'),
  fault: () =>
    new Option(
      '--fault <name>',
      `with --claims liveness: the machine with a seeded fault, one of ${Object.keys(faults).join(', ')}`,
    ).argParser(parseFault),
  itf: () =>
    new Option(
      '--itf <file>',
      'with --claims liveness: where to write the first run that refutes a claim, as an ITF trace',
    ).argParser(reportDestination),
  symmetry: () =>
    new Option(
      '--symmetry',
      'search one state of each class that differs in numbers of like things alone',
    ).default(false),
  exact: () =>
    new Option('--exact', 'compare states word by word, and not by their fingerprints').default(
      false,
    ),
  memory: () =>
    new Option('--memory <megabytes>', 'stop, undecided, before more is needed: 1 .. 1000000')
      .argParser(integer({ min: 1, max: 1_000_000, example: '--memory 2048' }))
      .default(2048),
  states: () =>
    new Option(
      '--states <number>',
      'product states after which the search for the shortest trace ends: 1 .. 100000000',
    )
      .argParser(integer({ min: 1, max: 100_000_000, example: '--states 200000' }))
      .default(STATES_DEFAULT),
  path: () =>
    new Option(
      '--path <path>',
      'how steps are checked: what they changed, and all now and then; all, the model writing to its own copy; all, the model stepping through immer',
    )
      .choices(['incremental', 'mutable', 'readable'])
      .default('incremental'),
};

/** A whole number in a range, or a sentence that says what was expected. */
function integer({ min, max, example }: { min: number; max: number; example: string }) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(
      `expected a whole number from ${min} to ${max}, as in ${example}`,
    );
  };
}

function parseReports(text: string, previous: readonly ReportFile[]): ReportFile[] {
  const added = text.split(',').map((item): ReportFile => {
    const path = /^junit=(.+)$/.exec(item)?.[1];
    if (path !== undefined) return { format: 'junit', path: reportDestination(path) };
    throw new InvalidArgumentError('expected junit=FILE, as in --report junit=verify.xml');
  });
  return [...previous, ...added];
}

function parseTarget(name: string): Target {
  const target = targets.get(name);
  if (target !== undefined) return target;
  const fitting =
    "expected 'implementation', 'linux-6.12-iommu', 'linux-6.12-iommu+no-reuse' or 'defect/NAME'; `npx pasid-verify defects` lists the names";
  // Code with a small machine as its model does not run behind the whole port.
  const beside = `; ${name} is held against a small machine, by npx pasid-verify verify --target ${name}`;
  throw new InvalidArgumentError(recordedTargets.has(name) ? fitting + beside : fitting);
}

function parseRecordedTarget(name: string): RecordedTarget {
  const target = recordedTargets.get(name);
  if (target !== undefined) return target;
  const names = [...recordedTargets.keys()].filter((known) => !known.includes('/'));
  throw new InvalidArgumentError(`expected one of ${names.join(', ')}, or 'defect/NAME'`);
}

function parseDefects(name: string, previous: readonly Defect[] = []): Defect[] {
  const defect = seededDefects.find((known) => known.name === name.replace(/^defect\//, ''));
  if (defect !== undefined) return [...previous, defect];
  throw new InvalidArgumentError('expected a name that `npx pasid-verify defects` lists');
}

function parseExpectation(name: string): Expectation {
  const known = expectations.find((each) => each.name === name);
  if (known !== undefined) return known;
  throw new InvalidArgumentError(
    `expected one of ${expectations.map((each) => each.name).join(', ')}`,
  );
}

/** The seeded faults of the machine by name. */
const faults: Readonly<Record<string, ModelFault>> = Object.fromEntries(
  Object.values(modelFaults).flatMap((all) => all.map((fault) => [fault.name, fault])),
);

function parseFault(name: string): ModelFault {
  const fault = Object.hasOwn(faults, name) ? faults[name] : undefined;
  if (fault !== undefined) return fault;
  throw new InvalidArgumentError(`expected one of ${Object.keys(faults).join(', ')}`);
}

/** The names of the scopes that a search comes to the end of. */
export function searchedScopes(): string[] {
  return Object.values(scopes)
    .filter(({ isEndless }) => isEndless === undefined)
    .map(({ name }) => name);
}

function parseSearchedScope(name: string): Scope | SmallScope {
  const small = smallScopes.get(name);
  if (small !== undefined) return small;
  const scope = parseScope(name);
  if (scope.isEndless === undefined) return scope;
  throw new InvalidArgumentError(
    `${name} has more states than a search comes to the end of and is for fuzzing; expected one of ${searchedScopes().join(', ')}`,
  );
}

function parseScope(name: string): Scope {
  const scope = Object.values(scopes).find((known) => known.name === name);
  if (scope !== undefined) return scope;
  throw new InvalidArgumentError(`expected one of ${Object.keys(scopes).join(', ')}`);
}
