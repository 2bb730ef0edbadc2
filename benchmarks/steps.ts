/**
 * How many verified steps a second, on one core, in scope small, with every check after every step?
 * And what of that is the model, what the implementation alone? One run, interleaved rounds, so that
 * only ratios between the lines mean anything.
 */
import { everything, implementation, only, type Path, runUnit, unitOf } from '#harness';
import { scopes } from '#model';

const ROUNDS = 5;
const SEED = 1;

const subjects = {
  'mutable path, every check': { path: 'mutable', checks: everything },
  'readable path, every check': { path: 'readable', checks: everything },
  'mutable path, outcome alone': { path: 'mutable', checks: only('outcome') },
} as const;

const rates = new Map<string, number[]>(Object.keys(subjects).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, { path, checks }] of Object.entries(subjects)) {
    rates.get(name)!.push(rateOf(round, path, checks));
  }
}
const base = median(rates.get('mutable path, every check')!);
for (const [name, measured] of rates) {
  const rate = median(measured);
  const ratio = (rate / base).toFixed(2);
  console.log(`${name.padEnd(30)} ${Math.round(rate).toString().padStart(9)} steps/s   x${ratio}`);
}

/** Steps a second of one unit. */
function rateOf(unit: number, path: Path, checks: typeof everything): number {
  const startedAt = performance.now();
  const { steps } = runUnit(unitOf(unit, scopes.small), SEED, {
    target: implementation,
    checks,
    path,
    callers: 'lawful',
  });
  return (steps / (performance.now() - startedAt)) * 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
