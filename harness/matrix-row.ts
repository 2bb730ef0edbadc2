import type { Scope } from '#model';
import { type Kill, searchAlone } from './alone.js';
import type { Defect } from './defects/defect.js';
import { properties } from './lockstep.js';
import type { Callers } from './target.js';

/** The rung of the ladder in which the shortest failing trace of a defect is, and by whose calls. */
export interface Home {
  readonly scope: Scope;
  readonly callers: Callers;
}

/** What is decided of one defect in its home scope. */
export interface MatrixRow {
  readonly defect: string;
  /** The name of the scope. */
  readonly home: string;
  readonly callers: Callers;
  /**
   * Whether every state was come to that the defect leads to at home: they were not too many, and the
   * model threw in none, so that it could be said what can be called there.
   */
  readonly isComplete: boolean;
  /** The properties that notice the defect at home, each alone, with the shortest length, in reading order. */
  readonly killedBy: readonly Kill[];
}

/** The most states of the implementation in a home scope. By this bound the recorded matrix was decided. */
const STATES_MAX = 20_000;

/** Decides one row anew; undefined where there are more states than it comes to, and nobody notices in these. */
export function matrixRow(
  { name, create }: Defect,
  { scope, callers }: Home,
): MatrixRow | undefined {
  const target = { name: `defect/${name}`, create };
  const searched = (['claims', 'outcome', 'state'] as const).map((judge) =>
    searchAlone({ scope, target, callers }, judge, STATES_MAX),
  );
  const kills = searched.flatMap((each) => each.kills);
  const isComplete = searched.every(({ complete }) => complete);
  if (kills.length === 0 && !isComplete) return undefined;
  return {
    defect: name,
    home: scope.name,
    callers,
    isComplete,
    killedBy: properties.flatMap((id) => kills.find(({ property }) => property === id) ?? []),
  };
}
