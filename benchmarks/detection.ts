/**
 * After how many runs, and how many milliseconds, is a seeded defect detected? In the units of `fuzz`,
 * three of lawful callers to one of sloppy ones, with every check on; beside the same units without
 * learning, and beside plain `fc.commands` with uniform actions and arguments.
 *
 * npm run bench:detection -- [--seeds 20] [--runs 2000] [--way full] [defect ...]
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { FAULT_POINTS } from '#contract';
import {
  boot,
  type Callers,
  everything,
  implementation,
  runUnit,
  Seen,
  Session,
  type System,
  seededDefects,
  type Target,
  type Unit,
  unitOf,
} from '#harness';
import { type Action, actions, domainValues, isPossible, preconditionHolds } from '#model';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    runs: { type: 'string', default: '2000' },
    way: { type: 'string', multiple: true },
  },
});
const SEEDS = Number(values.seeds);
/** Runs after which a defect counts as not detected. */
const RUNS_MAX = Number(values.runs);

/** How a unit of runs is made; answers how many were made, and whether one failed. */
type Generation = (unit: Unit, seed: number, target: Target, callers: Callers) => Detected;

interface Detected {
  readonly runs: number;
  readonly isFound: boolean;
}

const generations: Readonly<Record<string, Generation>> = {
  full: drawn,
  'not learning': (unit, ...rest) => drawn({ ...unit, madeOf: 'draws' }, ...rest),
  'plain uniform': plain,
};

function drawn(unit: Unit, seed: number, target: Target, callers: Callers): Detected {
  const setting = { target, checks: everything, path: 'incremental', callers } as const;
  const { runs, found } = runUnit(unit, seed, setting, 'stop');
  return { runs, isFound: found !== undefined };
}

/** One call with arguments drawn evenly from their domains: made where it is allowed, else left out. */
class PlainCommand implements fc.Command<Session, System> {
  readonly #numbers: PlainDraws;
  readonly #callers: Callers;

  constructor(numbers: PlainDraws, callers: Callers) {
    this.#numbers = numbers;
    this.#callers = callers;
  }

  check(session: Readonly<Session>): boolean {
    const allows = this.#callers === 'lawful' ? preconditionHolds : isPossible;
    const { alphabet } = session.scope;
    const action = this.#actionIn(session);
    return alphabet?.includes(action.kind) !== false && allows(session.state, action);
  }

  run(session: Session): void {
    const { kind, fault } = this.#numbers;
    const { faults } = actions[kind]!;
    const name = faults[fault % (FAULT_ONE_IN * faults.length)];
    const at = FAULT_POINTS.find((point) => point === name);
    const drawnFaults = at === undefined ? [] : [{ at, errno: 'ENOMEM' } as const];
    const failure = session.step({ action: this.#actionIn(session), faults: drawnFaults });
    if (failure !== undefined) throw new Error(failure.reason);
  }

  #actionIn({ scope }: Readonly<Session>): Action {
    const { kind, params } = actions[this.#numbers.kind]!;
    const action: Record<string, unknown> = { kind };
    for (const [place, [name, domain]] of Object.entries(params).entries()) {
      const all = domainValues(scope, domain);
      action[name] = all[this.#numbers.args[place]! % all.length];
    }
    return action as unknown as Action;
  }
}

interface PlainDraws {
  /** Index of the action in order of declaration. */
  readonly kind: number;
  readonly args: readonly number[];
  readonly fault: number;
}

const ARGUMENTS_MAX = 6;
/** As often as the generation of `fuzz` draws one. */
const FAULT_ONE_IN = 6;

const plainDraws: fc.Arbitrary<PlainDraws> = fc.record({
  kind: fc.nat({ max: actions.length - 1 }),
  args: fc.array(fc.nat(), { minLength: ARGUMENTS_MAX, maxLength: ARGUMENTS_MAX }),
  fault: fc.nat(),
});

function plain(unit: Unit, seed: number, target: Target, callers: Callers): Detected {
  const { scope, runs, commandsMax } = unit;
  const seen = new Seen();
  const setting = {
    scope,
    target,
    checks: everything,
    path: 'incremental',
    callers,
    seen,
  } as const;
  const commands = fc.commands([plainDraws.map((numbers) => new PlainCommand(numbers, callers))], {
    maxCommands: commandsMax,
    size: 'max',
  });
  const property = fc.property(commands, (run) => {
    fc.modelRun(() => {
      const real = boot(target, scope.topology, callers);
      return { model: new Session(setting, real), real };
    }, run);
  });
  const options = { seed: seed + 1000 * unit.number, numRuns: runs, endOnFailure: true };
  const { failed, numRuns } = fc.check(property, options);
  return { runs: numRuns, isFound: failed };
}

/** Units until one fails, or there are too many runs; processor time, as others may be at work. */
function detect(
  generation: Generation,
  target: Target,
  seed: number,
  runsMax = RUNS_MAX,
): Measured {
  const startedAt = process.cpuUsage();
  let runs = 0;
  let isFound = false;
  for (let number = 0; !isFound && runs < runsMax; number += 1) {
    const callers = number % 4 === 3 ? 'sloppy' : 'lawful';
    const detected = generation(unitOf(number), seed, target, callers);
    runs += detected.runs;
    isFound = detected.isFound;
  }
  const { user, system } = process.cpuUsage(startedAt);
  return { runs: isFound ? runs : Number.POSITIVE_INFINITY, ms: (user + system) / 1000 };
}

interface Measured {
  /** Infinite if it was not detected. */
  readonly runs: number;
  readonly ms: number;
}

/** What one way came to in one defect: how many seeds found it, and the medians over all seeds. */
interface Row {
  readonly found: number;
  readonly runs: number;
  readonly ms: number;
}

/** What one way came to in all defects that were asked for. */
function summary(how: string, rows: readonly Row[]): string {
  const by = (enough: (found: number) => boolean) =>
    rows.filter(({ found }) => enough(found)).length;
  const [runs, runsMax] = middleAndMax(rows.map((row) => row.runs)).map(words);
  const [ms, msMax] = middleAndMax(rows.map((row) => row.ms)).map(words);
  return (
    `${how}: of ${rows.length} defects ${by((found) => found === SEEDS)} found from every seed, ${by((found) => found === 0)} from none; ` +
    `medians of defects: runs ${runs} in the middle, ${runsMax} at most, ms ${ms} and ${msMax}`
  );
}

for (const way of values.way ?? []) {
  if (generations[way] !== undefined) continue;
  throw new Error(`--way: expected one of ${Object.keys(generations).join(', ')}, found '${way}'`);
}
const ways = Object.entries(generations).filter(([how]) => values.way?.includes(how) ?? true);
for (const asked of positionals) {
  if (seededDefects.some(({ name }) => name === asked)) continue;
  throw new Error(
    `expected a seeded defect, as 'npx pasid-verify defects' lists them, found '${asked}'`,
  );
}
const asked = seededDefects.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);

// What is compiled on the way should not be counted to the first defect.
for (const [, generation] of ways) detect(generation, implementation, 0, 200);

console.log(`${SEEDS} seeds, at most ${RUNS_MAX} runs each; median and greatest`);
console.log(`${''.padEnd(46)}${['found', 'runs', 'max', 'ms', 'max'].map(column).join('')}`);
const ofAll = new Map(ways.map(([how]) => [how, [] as Row[]]));
for (const { name, create } of asked) {
  const target = { name: `defect/${name}`, create };
  for (const [how, generation] of ways) {
    const measured = Array.from({ length: SEEDS }, (_, index) =>
      detect(generation, target, index + 1),
    );
    const runs = measured.map((each) => each.runs);
    const ms = measured.map((each) => each.ms);
    const found = runs.filter(Number.isFinite).length;
    const [runsMiddle, runsMax] = middleAndMax(runs);
    const [msMiddle, msMax] = middleAndMax(ms);
    const figures = [found, runsMiddle, runsMax, msMiddle, msMax];
    console.log(`${name.padEnd(32)}${how.padEnd(14)}${figures.map(column).join('')}`);
    ofAll.get(how)!.push({ found, runs: runsMiddle, ms: msMiddle });
  }
}
for (const [how, rows] of ofAll) console.log(summary(how, rows));

function middleAndMax(numbers: readonly number[]): readonly [number, number] {
  const sorted = [...numbers].sort((a, b) => a - b);
  return [sorted[sorted.length >> 1]!, sorted.at(-1)!];
}

function column(figure: number | string): string {
  return (typeof figure === 'string' ? figure : words(figure)).padStart(8);
}

function words(figure: number): string {
  return Number.isFinite(figure) ? String(Math.round(figure)) : 'never';
}
