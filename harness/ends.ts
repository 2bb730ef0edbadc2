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
  /** Whether its runs showed a failure, and not the search alone. */
  readonly isFound: boolean;
  /** Absent: neither the runs nor the search came to a failure. */
  readonly counterexample?: {
    /** What its file would be called. */
    readonly hash: string;
    readonly scope: string;
    readonly length: number;
    readonly complete: boolean;
  };
  /** Time to find and to shrink, without the search for the shortest. */
  readonly ms: number;
}

/** Where all seeds of one target ended. */
export interface Ends {
  readonly ends: readonly End[];
  /** Of the search that was made last; absent if nothing was found or proven. */
  readonly certificate: Certificate | undefined;
  /** By whose calls it searched; absent if nothing was found. */
  readonly callers: Callers | undefined;
  /** Time of the searches. */
  readonly ms: number;
}

/**
 * Turns after which a seed has found nothing. Most defects show in the first ten; what does not in forty
 * takes a search, which is made in any case.
 */
const TURNS_MAX = 40;

/** Longer than any bound of states lets a search come to. */
const LENGTH_MAX = 100;

/** What a seed found, and by whose calls. */
interface Failing {
  readonly found: Found & Pick<Certified, 'scope'>;
  readonly callers: Callers;
}

/** What a search came to, and by whose calls. */
interface Least {
  readonly certified: Certified;
  readonly callers: Callers;
}

/**
 * Hunts a target with several seeds, every check on, and looks where each ends. What lawful callers
 * see goes before what others see, so the search begins with them, for all seeds whatever their runs
 * showed. It depends on the target alone, but for the length up to which it looks; so it is made once
 * for all seeds: up to the longest run that one of them found, or, if the runs of one found nothing
 * by lawful calls, as far as the bound of states allows.
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
  const least = leastOf(
    target,
    seeds.map((seed) => failing.get(seed)),
    statesMax,
  );
  const ms = now() - startedAt;
  const ends = seeds.map((seed): End => {
    const own = failing.get(seed);
    const counterexample = endOf(target, own, least);
    const end = { seed, isFound: own !== undefined, ms: times.get(seed)! };
    return counterexample === undefined ? end : { ...end, counterexample };
  });
  return { ends, certificate: least?.certified.certificate, callers: least?.callers, ms };
}

/** The first failing run of a seed: lawful callers first, because more is claimed of them. */
function firstFailing(target: Target, seed: number): Failing | undefined {
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

/**
 * What lawful callers come to, given what was found; else, where no failing sequence of theirs was come
 * to, the others.
 */
function leastOf(
  target: Target,
  found: readonly (Failing | undefined)[],
  statesMax: number,
): Least | undefined {
  const failing = found.filter((each) => each !== undefined);
  if (failing.length === 0) return undefined;
  const lawful = failing.filter(({ callers }) => callers === 'lawful');
  const asked = longestOf(lawful) ?? longestOf(failing)!;
  const { scope, run } = asked.found;
  const certified = certify({
    target,
    callers: 'lawful',
    scope,
    run,
    shownBy: asked.callers,
    statesMax,
    ...(lawful.length === found.length ? {} : { lengthMax: LENGTH_MAX }),
  });
  if (lawful.length > 0 || certified.certificate?.complete === true) {
    return { certified, callers: 'lawful' };
  }
  return {
    certified: certify({ target, callers: 'sloppy', scope, run, statesMax }),
    callers: 'sloppy',
  };
}

function longestOf(failing: readonly Failing[]): Failing | undefined {
  return failing.reduce<Failing | undefined>(
    (longest, other) =>
      other.found.run.trace.length > (longest?.found.run.trace.length ?? -1) ? other : longest,
    undefined,
  );
}

/** What a seed ends at: the least trace, if the search comes to it before it passes the seed's own. */
function endOf(
  target: Target,
  own: Failing | undefined,
  least: Least | undefined,
): End['counterexample'] {
  const isComplete =
    least?.certified.certificate?.complete === true &&
    (own?.callers !== least.callers ||
      least.certified.run.trace.length <= own.found.run.trace.length);
  const end = isComplete
    ? { ...least.certified, callers: least.callers }
    : own && { ...own.found, callers: own.callers };
  if (end === undefined) return undefined;
  const { scope, run, callers } = end;
  const hash = hashOfRun({ target: target.name, scope, callers, run, failure: run.failure! });
  return { hash, scope: scope.name, length: run.trace.length, complete: isComplete };
}
