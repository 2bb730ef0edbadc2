import type { Certificate } from '#checker';
import { type Certified, certify } from './certify.js';
import { hashOfRun } from './counterexample/file.js';
import { type Found, runUnit } from './fuzz.js';
import { turnOf } from './hunt.js';
import { everything } from './lockstep.js';
import type { Callers, Target } from './target.js';

/** Where one seed ended. */
export interface End {
  readonly seed: number;
  /** Absent: the seed found nothing. */
  readonly counterexample?: {
    /** What its file would be called. */
    readonly hash: string;
    readonly length: number;
    readonly complete: boolean;
  };
  /** Time to find and to shrink, without the search for the shortest. */
  readonly ms: number;
}

/** Where all seeds of one target ended. */
export interface Ends {
  readonly ends: readonly End[];
  /** Of the search that the longest trace found bounds; absent if nothing was found or proven. */
  readonly certificate: Certificate | undefined;
  /** Time of that search. */
  readonly ms: number;
}

/** Turns after which a seed has found nothing. */
const TURNS_MAX = 100;

/** What a seed found, and by whose calls. */
interface Failing {
  readonly found: Found & Pick<Certified, 'scope'>;
  readonly callers: Callers;
}

/**
 * Hunts a target with several seeds, every check on, and looks where each ends. The search for the
 * shortest trace depends on the target alone, but for the length up to which it looks; so it is made
 * once for all seeds, up to the longest trace that one of them found.
 */
export function endsOf(
  target: Target,
  seeds: readonly number[],
  { statesMax, now }: { readonly statesMax: number; readonly now: () => number },
): Ends {
  const failing = new Map<number, Failing>();
  const times = new Map<number, number>();
  for (const seed of seeds) {
    const startedAt = now();
    const first = firstFailing(target, seed);
    times.set(seed, now() - startedAt);
    if (first !== undefined) failing.set(seed, first);
  }
  const startedAt = now();
  const least = leastOf(target, [...failing.values()], statesMax);
  const ms = now() - startedAt;
  const ends = seeds.map((seed): End => {
    const own = failing.get(seed);
    const time = { ms: times.get(seed)! };
    return own === undefined
      ? { seed, ...time }
      : { seed, counterexample: endOf(target, own, least), ...time };
  });
  return { ends, certificate: least?.certified.certificate, ms };
}

/** The first failing run of a seed: lawful callers first, because more is claimed of them. */
export function firstFailing(target: Target, seed: number): Failing | undefined {
  for (const callers of ['lawful', 'sloppy'] as const) {
    for (let number = 0; number < TURNS_MAX; number += 1) {
      const turn = turnOf(number);
      if (turn.callers !== callers) continue;
      const setting = { target, checks: everything, path: 'mutable', callers } as const;
      const { found } = runUnit(turn.unit, seed, setting);
      if (found !== undefined) return { found: { ...found, scope: turn.unit.scope }, callers };
    }
  }
  return undefined;
}

/** The search that the longest of the runs bounds, for the callers of most of them. */
function leastOf(
  target: Target,
  failing: readonly Failing[],
  statesMax: number,
): { certified: Certified; callers: Callers } | undefined {
  const lawful = failing.filter(({ callers }) => callers === 'lawful');
  const asked = lawful.length > 0 ? lawful : failing;
  if (asked.length === 0) return undefined;
  const { found, callers } = asked.reduce((longest, other) =>
    other.found.run.trace.length > longest.found.run.trace.length ? other : longest,
  );
  const { scope, run } = found;
  return { certified: certify({ target, callers, scope, run, statesMax }), callers };
}

/** What a seed ends at: the least trace, if the search comes to it before it passes the seed's own. */
function endOf(
  target: Target,
  { found, callers }: Failing,
  least: ReturnType<typeof leastOf>,
): NonNullable<End['counterexample']> {
  const own = found.run.trace.length;
  const certified = least?.callers === callers ? least.certified : undefined;
  const isComplete = certified?.certificate?.complete === true && certified.run.trace.length <= own;
  const { scope, run } = isComplete ? certified : found;
  const hash = hashOfRun({ target: target.name, scope, callers, run, failure: run.failure! });
  return { hash, length: run.trace.length, complete: isComplete };
}
