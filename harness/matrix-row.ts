import { Search } from '#checker';
import { ladder, type Scope } from '#model';
import { type Kill, searchAlone } from './alone.js';
import type { Defect } from './defects/defect.js';
import { firstFailing, leastOf } from './ends.js';
import { properties } from './lockstep.js';
import { ProductSystem } from './product.js';
import { type Callers, type Target } from './target.js';

/** What is decided of one defect in its home scope. */
export interface MatrixRow {
  readonly defect: string;
  /** The name of the scope; `isProven`: no shorter trace fails in any rung of the ladder. */
  readonly home: string;
  readonly callers: Callers;
  readonly isProven: boolean;
  /**
   * Whether every state was come to that the defect leads to at home: they were not too many, and the
   * model threw in none, so that it could be said what can be called there.
   */
  readonly isComplete: boolean;
  /** The properties that notice the defect at home, each alone, with the shortest length, in reading order. */
  readonly killedBy: readonly Kill[];
}

/** How far to search. */
export interface MatrixBounds {
  /** The most pairs of states over all rungs, until the home scope is known. */
  readonly homeStates: number;
  /** The most states of the implementation in the home scope. */
  readonly aloneStates: number;
}

/** By these bounds the recorded matrix was decided. */
const MATRIX_BOUNDS: MatrixBounds = { homeStates: 50_000, aloneStates: 20_000 };

/** What the hunt draws from; where it ends does not matter, but it bounds the search for the home. */
const SEED = 1;

/** Turns of the hunt: one seed has to find what many find together. */
const TURNS_MAX = 100;

/** Decides one row anew; undefined where nothing fails at all. */
export function matrixRow({ name, create }: Defect, bounds = MATRIX_BOUNDS): MatrixRow | undefined {
  const target = { name: `defect/${name}`, create };
  const home = homeOf(target, bounds.homeStates);
  if (home === undefined) return undefined;
  const { scope, callers, isProven } = home;
  const searched = (['claims', 'outcome', 'state'] as const).map((judge) =>
    searchAlone({ scope, target, callers }, judge, bounds.aloneStates),
  );
  const kills = searched.flatMap((each) => each.kills);
  return {
    defect: name,
    home: scope.name,
    callers,
    isProven,
    isComplete: searched.every(({ complete }) => complete),
    killedBy: properties.flatMap((id) => kills.find(({ property }) => property === id) ?? []),
  };
}

interface Home {
  readonly scope: Scope;
  readonly callers: Callers;
  readonly isProven: boolean;
}

/** The rung of the shortest failing trace; where that is not proven, the one that has the shortest known. */
function homeOf(target: Target, statesMax: number): Home | undefined {
  const least = leastOf(target, [firstFailing(target, SEED, TURNS_MAX)], statesMax);
  if (least === undefined) return undefined;
  const { callers, certified } = least;
  if (certified.certificate?.complete !== true) return shortestKnown(target, callers, statesMax);
  return { scope: certified.scope, callers, isProven: true };
}

function shortestKnown(target: Target, callers: Callers, statesMax: number): Home | undefined {
  let shortest: (Home & { readonly length: number }) | undefined;
  for (const scope of ladder()) {
    const search = new Search(new ProductSystem(scope, target, callers), { exact: true });
    search.advance(statesMax);
    const length = search.report().violation?.path.length;
    if (length === undefined || length >= (shortest?.length ?? length + 1)) continue;
    shortest = { scope, callers, isProven: false, length };
  }
  return shortest;
}
