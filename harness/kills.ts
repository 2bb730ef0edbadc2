import type { RunDraws } from './arbitraries.js';
import { drawsOf } from './fuzz.js';
import { firstRunOf, type Hunt, turnOf, turnWith } from './hunt.js';
import { type Checks, everything, only, type Property, properties } from './lockstep.js';
import { runDraws, Session, type Setting } from './run.js';
import { Seen } from './seen.js';
import type { Target } from './target.js';

/** One property noticed a defect, alone. */
export interface Kill {
  readonly property: Property;
  /** The run in which it first did, counted from 1 over the turns of a hunt. */
  readonly run: number;
  /** Commands of that run until then. */
  readonly length: number;
}

/**
 * The turns in which every property is asked about every defect. A hunt, which asks one property
 * alone, goes on for longer; nearly all kills of twice as many turns are among those of these.
 */
const KILL_TURNS = 10;

/** One run as every defect is asked in it. */
interface Asked {
  readonly run: number;
  readonly setting: Omit<Setting, 'target' | 'checks'>;
  readonly drawn: RunDraws;
}

/** How much every defect is asked: the same runs for all, given by the seed. */
export interface KillBudget {
  readonly seed: number;
  readonly runs: number;
  /** Each scope with the callers in it, as `small, lawful callers`. */
  readonly within: readonly string[];
}

/** Asks every property about a defect, each alone. */
export interface KillFinder {
  readonly budget: KillBudget;
  /**
   * The properties that notice the hunted defect, in the order in which failures are filed: in the
   * runs of the budget, and in those of the turn in which the hunt found it.
   */
  killsOf(hunted: Pick<Hunt, 'defect' | 'runs'>): readonly Kill[];
}

/** Asks in the first runs of a hunt with this seed. */
export function killFinder(seed: number, turns = KILL_TURNS): KillFinder {
  const always = Array.from({ length: turns }, (_, turn) => runsOf(turn, seed)).flat();
  const within = always.map(({ setting }) => `${setting.scope.name}, ${setting.callers} callers`);
  return {
    budget: { seed, runs: always.length, within: [...new Set(within)] },
    killsOf({ defect: { name, create }, runs }) {
      const target = { name: `defect/${name}`, create };
      const turn = turnWith(runs);
      const asked = turn < turns ? always : [...always, ...runsOf(turn, seed)];
      const byProperty = killsByClaims(target, asked);
      for (const comparison of ['outcome', 'state'] as const) {
        const kill = killByComparison(target, asked, comparison);
        if (kill !== undefined) byProperty.set(comparison, kill);
      }
      return properties.flatMap((property) => byProperty.get(property) ?? []);
    },
  };
}

/** The runs of one turn, drawn once for all properties. */
function runsOf(turn: number, seed: number): readonly Asked[] {
  const { unit, callers } = turnOf(turn);
  const setting = { scope: unit.scope, callers, path: 'mutable', seen: new Seen() } as const;
  const first = firstRunOf(turn);
  return drawsOf(unit, seed).map((drawn, index) => ({ run: first + index, setting, drawn }));
}

/**
 * Every claim in one pass. With no comparison on, the model follows the implementation, so a broken
 * claim need not end the run: each is judged as if it were alone.
 */
function killsByClaims(target: Target, asked: readonly Asked[]): Map<Property, Kill> {
  const first = new Map<Property, Kill>();
  const at = { run: 0, length: 0 };
  const checks = listening(first, (property) => first.set(property, { property, ...at }));
  for (const { run, setting, drawn } of asked) {
    at.run = run;
    at.length = 0;
    const session = new Session({ ...setting, target, checks });
    try {
      for (const draws of drawn.commands) {
        const command = session.draw(draws, drawn.omitted);
        if (command === undefined) continue;
        at.length += 1;
        if (session.step(command) !== undefined) break;
      }
    } catch {
      // A defect can lead to what is no state of any machine. Nobody reads on from there, and the
      // claims that were broken on the way have been noted.
    }
  }
  return first;
}

/** All claims, which tell of a violation and then let the run go on. */
function listening(
  told: ReadonlyMap<Property, unknown>,
  tell: (property: Property) => void,
): Checks {
  return {
    invariants: everything.invariants.map((claim) => ({
      ...claim,
      violation: (state) => {
        if (!told.has(claim.id) && claim.violation(state) !== undefined) tell(claim.id);
        return undefined;
      },
    })),
    transitionInvariants: everything.transitionInvariants.map((claim) => ({
      ...claim,
      violation: (step) => {
        if (!told.has(claim.id) && claim.violation(step) !== undefined) tell(claim.id);
        return undefined;
      },
    })),
    outcome: false,
    state: false,
  };
}

/** The first run in which the model, which now judges, sees a difference of this sort. */
function killByComparison(
  target: Target,
  asked: readonly Asked[],
  property: 'outcome' | 'state',
): Kill | undefined {
  const checks = only(property);
  for (const { run, setting, drawn } of asked) {
    const { failure, trace } = runDraws({ ...setting, target, checks }, drawn);
    if (failure?.property === property) return { property, run, length: trace.length };
  }
  return undefined;
}
