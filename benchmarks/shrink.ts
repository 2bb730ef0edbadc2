/**
 * Does every seed end at the same, provably shortest failing sequence, and what does it take? The
 * defect of `Bug.tla` in an implementation of the toy pool: found, shrunk and certified, beside plain
 * `fc.commands` with the same implementation and checks, in the same run.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Certificate, ShortestSearch, systemOfPair } from '#checker';
import { findFailing, PoolPair, QuotaSkippingPool, TOY_SCOPE } from '#toy';

const SEEDS = 200;
const LEAST = 5;
const STATES_MAX = 100_000;

/** What one seed ended at. */
interface Ended {
  readonly commands: readonly string[];
  readonly isComplete: boolean;
  readonly ms: number;
}

/** The implementation beside its model, and the commands that one run gave to them. */
interface Real {
  readonly pair: PoolPair;
  readonly given: string[];
}

/** A command of the pair as fast-check takes it. */
class PoolCommand implements fc.Command<PoolPair, Real> {
  private readonly command: number;

  constructor(command: number) {
    this.command = command;
  }

  check(pair: Readonly<PoolPair>): boolean {
    return pair.commands().includes(this.command);
  }

  run(_: PoolPair, { pair, given }: Real): void {
    given.push(pair.text(this.command));
    const finding = pair.give(this.command);
    if (finding !== undefined) throw new Error(finding);
  }

  toString(): string {
    return String(this.command);
  }
}

const subjects: Readonly<Record<string, (seed: number) => Ended>> = {
  'find, shrink, certify': certified,
  'plain fc.commands': byCommands,
};

for (const [name, endOf] of Object.entries(subjects)) {
  // What a seed costs is asked of a program that runs, not of one that is being compiled.
  for (let seed = SEEDS + 1; seed <= SEEDS + 20; seed += 1) endOf(seed);
  const ended = Array.from({ length: SEEDS }, (_, index) => endOf(index + 1));
  const lengths = ended.map(({ commands }) => commands.length);
  const hashes = new Set(ended.map(({ commands }) => hashOf(commands)));
  const times = ended.map(({ ms }) => ms).sort((a, b) => a - b);
  const complete = ended.filter(({ isComplete }) => isComplete).length;
  console.log(
    `${name.padEnd(22)} ${String(lengths.filter((length) => length === LEAST).length).padStart(3)} of ${SEEDS} seeds at ${LEAST} commands, longest ${Math.max(...lengths)}, ${String(hashes.size).padStart(3)} distinct, ${String(complete).padStart(3)} complete, median ${times[SEEDS / 2]!.toFixed(1)} ms, max ${times.at(-1)!.toFixed(1)} ms`,
  );
}

function hashOf(commands: readonly string[]): string {
  return createHash('sha256').update(commands.join('\n')).digest('hex').slice(0, 8);
}

function certified(seed: number): Ended {
  const startedAt = performance.now();
  const pair = new PoolPair(TOY_SCOPE, QuotaSkippingPool);
  const bound = findFailing(pair, seed);
  if (bound === undefined) throw new Error(`benchmarks: seed ${seed} found nothing`);
  const rung = { scope: 'toy', system: systemOfPair(pair, bound.length) };
  const bounds = { lengthMax: bound.length, statesMax: STATES_MAX };
  const search = new ShortestSearch([rung], bounds);
  while (search.advance(STATES_MAX));
  const { complete }: Certificate = search.certificate;
  const commands = (search.found?.broken.path ?? bound).map((command) => pair.text(command));
  return { commands, isComplete: complete, ms: performance.now() - startedAt };
}

function byCommands(seed: number): Ended {
  const startedAt = performance.now();
  const { processes, pasids } = TOY_SCOPE;
  const alloc = fc.nat({ max: processes - 1 }).map((process) => new PoolCommand(process));
  const free = fc.nat({ max: pasids - 1 }).map((pasid) => new PoolCommand(processes + pasid));
  let last: readonly string[] = [];
  const property = fc.property(fc.commands([alloc, free]), (commands) => {
    const pair = new PoolPair(TOY_SCOPE, QuotaSkippingPool);
    const given: string[] = [];
    try {
      fc.modelRun(() => ({ model: pair, real: { pair, given } }), commands);
    } catch (error) {
      last = given;
      throw error;
    }
  });
  fc.check(property, { seed, numRuns: 10_000 });
  return { commands: last, isComplete: false, ms: performance.now() - startedAt };
}
