/**
 * How many verified steps a second, on one core, with every check after every step? In scope small four
 * ways of checking the same target and plain `fc.commands` with `fc.modelRun`; in small scopes that end,
 * walks over what is remembered beside sessions and the same plain `fc.commands`. Rounds are interleaved
 * in one run and counted in processor time, so that ratios between the lines mean something on a busy
 * machine, and absolute figures little. Besides: how often a step was made before, from the same state
 * with the same call, which is what remembering can save.
 */
import { loadavg } from 'node:os';
import fc from 'fast-check';
import {
  boot,
  DrawnCommand,
  draws,
  drawsOf,
  everything,
  implementation,
  only,
  type Path,
  runUnit,
  Seen,
  Session,
  unitFor,
  unitOf,
  Walker,
} from '#harness';
import { type Scope, scopes } from '#model';
import { median } from './searches.js';

const ROUNDS = 5;
/** Of each way in each round, a third of a unit: a round should be short beside what else goes on. */
const RUNS = 60;
/** Of walks, before nothing is remembered: about as many steps as a unit of sessions makes. */
const WALKS_COLD = 5;
/** Units of walks before what they remember is all but everything: about 1,200,000 steps. */
const UNITS_WARMING = 30;
/** Of walks, in each round: single ones, minutes apart, differ by half. */
const UNITS_PER_ROUND = 10;
const SEED = 1;
const PLAIN = 'plain fc.commands, every check';
const callers = 'lawful';
const target = implementation;
const scope: Scope = scopes.small;

/** A way makes the steps of one unit and answers how many they were. */
type Way = (unit: number) => number;

compare('small', {
  'incremental, every check': (unit) => stepsOf(unit, 'incremental'),
  'in full, every check': (unit) => stepsOf(unit, 'mutable'),
  'in full, readable step': (unit) => stepsOf(unit, 'readable'),
  'in full, outcome alone': (unit) => stepsOf(unit, 'mutable', only('outcome')),
  [PLAIN]: (unit) => plainStepsOf(unit, scope),
});
for (const each of [scopes.tiny, scopes.queue, scopes.vfio]) compareWalks(each);
for (const each of [scopes.small, scopes.tiny, scopes.queue]) {
  const { calls, states } = repeated(each);
  console.log(`${each.name.padEnd(10)} steps made before ${calls}, states met before ${states}`);
}

function stepsOf(unit: number, path: Path, checks = everything): number {
  return runUnit({ ...unitOf(unit, scope), runs: RUNS }, SEED, { target, checks, path, callers })
    .steps;
}

/** Walks of which nothing is remembered, once; then those of which all but everything is. */
function compareWalks(within: Scope): void {
  const setting = { target, checks: everything, path: 'incremental', callers } as const;
  const walker = Walker.of(within, target, callers);
  let looks = 0;
  let steps = 0;
  // The odd numbers walk.
  const walk = (unit: number, runs = Infinity): number => {
    const whole = unitFor(setting, 2 * unit + 1, within);
    const before = walker.looks;
    const made = runUnit({ ...whole, runs: Math.min(whole.runs, runs) }, SEED, setting).steps;
    looks += walker.looks - before;
    steps += made;
    return made;
  };
  const walks = (first: number, count: number): number => {
    let made = 0;
    for (let unit = first; unit < first + count; unit += 1) made += walk(unit);
    return made;
  };
  const inSessions: Way = (unit) => runUnit(unitOf(unit, within), SEED, setting).steps;
  const sessions = timed(() => inSessions(0));
  const begun = (walks: number): string => (timed(() => walk(0, walks)) / sessions).toFixed(2);
  console.log(
    `${within.name}: the first ${WALKS_COLD} walks x${begun(WALKS_COLD)} of a first unit of sessions, their whole unit x${begun(Infinity)}`,
  );
  walks(1, UNITS_WARMING);
  looks = 0;
  steps = 0;
  compare(within.name, {
    walks: (round) => walks(UNITS_WARMING + 1 + round * UNITS_PER_ROUND, UNITS_PER_ROUND),
    'sessions, incremental': (round) => inSessions(1 + round),
    [PLAIN]: (round) => plainStepsOf(1 + round, within),
  });
  console.log(
    `${within.name}: after ${percentage(1 - looks / steps, 2)} of steps of walks nothing was looked at`,
  );
}

/** The rates of some ways in turn, and their ratios to plain `fc.commands`. */
function compare(name: string, ways: Readonly<Record<string, Way>>): void {
  const rates = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
  // The first round only warms up what every way shares.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [way, stepsIn] of Object.entries(ways)) {
      const rate = timed(() => stepsIn(round));
      if (round > 0) rates.get(way)!.push(rate);
    }
  }
  const plain = median(rates.get(PLAIN)!);
  for (const [way, measured] of rates) {
    const rate = median(measured);
    console.log(
      `${name.padEnd(6)} ${way.padEnd(32)} ${Math.round(rate).toString().padStart(7)} steps/s   x${(rate / plain).toFixed(2)}`,
    );
  }
}

/** Steps a second of processor time. */
function timed(made: () => number): number {
  const { user } = process.cpuUsage();
  const steps = made();
  return (1e6 * steps) / (process.cpuUsage().user - user);
}

/** The same draws for each command, and the same session, but with all that fast-check does around it. */
function plainStepsOf(number: number, scope: Scope): number {
  const { commandsMax } = unitOf(number, scope);
  const commands = fc.commands([draws().map((drawn) => new DrawnCommand(drawn))], {
    maxCommands: commandsMax,
    size: 'max',
  });
  const seen = new Seen();
  let steps = 0;
  const property = fc.property(commands, (run) => {
    const real = boot(target, scope.topology, callers);
    const setting = { scope, target, checks: everything, path: 'readable', callers, seen } as const;
    const model = new Session(setting, real);
    fc.modelRun(() => ({ model, real }), run);
    steps += model.end().trace.length;
  });
  fc.assert(property, { seed: SEED + number, numRuns: RUNS });
  return steps;
}

/** How many of the steps of a unit began where the same call was made before, and came where one was before. */
function repeated(within: Scope): { calls: string; states: string } {
  const made = new Set<string>();
  const met = new Set<string>();
  const checks = only('outcome');
  let again = 0;
  let back = 0;
  let steps = 0;
  for (const { omitted, commands } of drawsOf(unitOf(0, within), SEED)) {
    const seen = new Seen();
    const session = new Session({ scope: within, target, checks, path: 'mutable', callers, seen });
    for (const drawn of commands) {
      const command = session.draw(drawn, omitted);
      if (command === undefined) continue;
      const call = `${wordsOf(session)} ${JSON.stringify([command.action, command.faults])}`;
      session.step(command);
      const state = wordsOf(session);
      steps += 1;
      if (made.has(call)) again += 1;
      if (met.has(state)) back += 1;
      made.add(call);
      met.add(state);
    }
  }
  return { calls: percentage(again / steps), states: percentage(back / steps) };
}

function wordsOf({ state: { topology: _, ...changing } }: Session): string {
  return JSON.stringify(changing);
}

function percentage(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)} %`;
}

console.log(`load ${loadavg()[0]!.toFixed(1)}`);
