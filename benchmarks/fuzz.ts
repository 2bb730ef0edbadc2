/**
 * How many verified steps a second, on one core, in scope small, with every check after every step?
 * Four ways of checking the same target, the last one plain `fc.commands` with `fc.modelRun`. Rounds are
 * interleaved in one run and counted in processor time, so that ratios between the lines mean
 * something on a busy machine, and absolute figures little. Besides: how often a step was made before,
 * from the same state with the same call, which is what remembering verdicts could save.
 */
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
  unitOf,
} from '#harness';
import { type Scope, scopes } from '#model';

const ROUNDS = 5;
/** Of each way in each round, a third of a unit: a round should be short beside what else goes on. */
const RUNS = 60;
const SEED = 1;
const callers = 'lawful';
const target = implementation;
const scope: Scope = scopes.small;

/** Each way makes the steps of one unit and answers how many they were. */
const ways: { readonly [name: string]: (unit: number) => number } = {
  'incremental, every check': (unit) => stepsOf(unit, 'incremental'),
  'in full, every check': (unit) => stepsOf(unit, 'mutable'),
  'in full, readable step': (unit) => stepsOf(unit, 'readable'),
  'in full, outcome alone': (unit) => stepsOf(unit, 'mutable', only('outcome')),
  'plain fc.commands, every check': plainStepsOf,
};

const rates = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
// The first round only warms up what every way shares.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, stepsIn] of Object.entries(ways)) {
    const { user } = process.cpuUsage();
    const steps = stepsIn(round);
    const seconds = (process.cpuUsage().user - user) / 1e6;
    if (round > 0) rates.get(name)!.push(steps / seconds);
  }
}
const base = median(rates.get('in full, every check')!);
for (const [name, measured] of rates) {
  const rate = median(measured);
  const ratio = (rate / base).toFixed(2);
  console.log(`${name.padEnd(32)} ${Math.round(rate).toString().padStart(7)} steps/s   x${ratio}`);
}
for (const each of [scopes.small, scopes.tiny, scopes.queue]) {
  const { calls, states } = repeated(each);
  console.log(`${each.name.padEnd(10)} steps made before ${calls}, states met before ${states}`);
}

function stepsOf(unit: number, path: Path, checks = everything): number {
  return runUnit({ ...unitOf(unit, scope), runs: RUNS }, SEED, { target, checks, path, callers })
    .steps;
}

/** The same draws for each command, and the same session, but with all that fast-check does around it. */
function plainStepsOf(number: number): number {
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

function percentage(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
