import {
  type BrokenClaim,
  type Certificate,
  type Rung,
  ShortestSearch,
  systemOfPair,
} from '#checker';
import type { Profile } from '#contract';
import { ladder, type Scope } from '#model';
import { Calls } from './calls.js';
import { carriedOver } from './carried-over.js';
import { everything } from './lockstep.js';
import { ProductSystem } from './product.js';
import { ReplayedPair } from './replayed-pair.js';
import { type Run, runTrace, type Setting } from './run.js';
import { Seen } from './seen.js';
import type { Callers, Target } from './target.js';

/** What is to be certified: that a target fails, and how far a search is to go. */
export interface ToCertify {
  readonly target: Target;
  readonly callers: Callers;
  /** The rungs of one profile; absent: of all. */
  readonly profile?: Profile | undefined;
  /** A run that fails: it bounds the search, and nothing else of it matters. */
  readonly scope: Scope;
  readonly run: Run;
  /** By whose calls it fails; absent: by those of the callers of the search. */
  readonly shownBy?: Callers;
  /** Up to which length the search looks; absent: up to that of the run. */
  readonly lengthMax?: number;
  /** The most pairs of states to come to. */
  readonly statesMax: number;
}

/** A failing run with what is proven of it. */
export interface Certified {
  readonly scope: Scope;
  readonly run: Run;
  /** Absent where nothing can be proven of the target, because it answers one sequence in two ways. */
  readonly certificate?: Certificate;
}

/** So many times a run is made again before its target counts as deterministic. */
const TIMES_MADE_AGAIN = 3;

/**
 * Looks for the least failing sequence of a target over the ladder of scopes, in slices, so that its
 * holder can show how far it is. Any failure counts, whatever it is filed under.
 */
export class Certifying {
  readonly #given: ToCertify;
  readonly #rungs: readonly Scope[];
  /** Absent where the target is not deterministic. */
  readonly #search: ShortestSearch<BrokenClaim> | undefined;

  constructor(given: ToCertify) {
    this.#given = given;
    this.#rungs = ladder(given.profile);
    const { run, statesMax } = given;
    if (!isDeterministic(given)) return;
    const isMerged = hasSnapshots(given);
    // Where nothing is merged, each command more makes the search many times as long.
    const lengthMax = (isMerged ? given.lengthMax : undefined) ?? run.trace.length;
    const systemOf = isMerged ? merged : listed;
    const rungs = this.#rungs.map((scope) => ({
      scope: scope.name,
      system: systemOf(given, scope),
    }));
    this.#search = new ShortestSearch(rungs, { lengthMax, statesMax });
  }

  /** Searches from at most so many more states; answers whether any are left within the bounds. */
  advance(states: number): boolean {
    return this.#search?.advance(states) ?? false;
  }

  /** What is proven so far. */
  get certificate(): Certificate | undefined {
    return this.#search?.certificate;
  }

  /** The least failing run with its certificate; where the search did not come to it, the one given. */
  end(): Certified {
    const { target, callers, scope, run } = this.#given;
    if (this.#search === undefined) return { scope, run };
    const { certificate, found } = this.#search;
    if (found === undefined) return { scope, run, certificate };
    const home = this.#rungs[found.rung]!;
    const { path } = found.broken;
    const least = new Calls(home, callers).session(target, path).end();
    if (least.failure !== undefined && least.trace.length === path.length) {
      return { scope: home, run: least, certificate };
    }
    // What failed in the search does not fail when it is made again: it proves nothing.
    return { scope, run };
  }
}

/** Searches to the end in one go. */
export function certify(given: ToCertify): Certified {
  const certifying = new Certifying(given);
  while (certifying.advance(Number.MAX_SAFE_INTEGER));
  return certifying.end();
}

type SystemOf = (given: ToCertify, scope: Scope) => Rung<BrokenClaim>['system'];

/** Model and target in one rung, merged by their snapshots. */
const merged: SystemOf = ({ target, callers }, scope) => new ProductSystem(scope, target, callers);

/** The same, every sequence made from reset. */
const listed: SystemOf = ({ target, callers, run }, scope) =>
  systemOfPair(new ReplayedPair(scope, target, callers), run.trace.length);

/** Whether the target neither says nor shows that it answers one sequence in two ways. */
function isDeterministic(given: ToCertify): boolean {
  if (given.target.lacks?.includes('determinism') === true) return false;
  return Array.from({ length: TIMES_MADE_AGAIN }).every(() => {
    const again = runTrace(settingOf(given), given.run.trace);
    return again !== undefined && shows(again) === shows(given.run);
  });
}

/** Whether the target neither says nor shows that its snapshots lack what makes the run fail. */
function hasSnapshots(given: ToCertify): boolean {
  if (given.target.lacks?.includes('snapshots') === true) return false;
  return shows(carriedOver(settingOf(given), given.run)) === shows(given.run);
}

function settingOf({ target, callers, shownBy: by, scope }: ToCertify): Setting {
  return {
    scope,
    target,
    callers: by ?? callers,
    checks: everything,
    path: 'mutable',
    seen: new Seen(),
  };
}

function shows({ outcomes, failure }: Run): string {
  return JSON.stringify([outcomes, failure]);
}
