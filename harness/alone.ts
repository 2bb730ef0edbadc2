import { Search } from '#checker';
import type { Scope } from '#model';
import { AloneSystem, type Judge } from './alone-system.js';
import type { Property } from './lockstep.js';
import type { Callers, Target } from './target.js';

/** A property that a search saw broken, and the shortest path on which it is. */
export interface Kill {
  readonly property: Property;
  readonly length: number;
}

/** What a search of one scope came to. */
export interface Alone {
  readonly kills: readonly Kill[];
  /** Different states come to. */
  readonly states: number;
  /** Whether there are no more of them: they are within the bound, and the model throws in none. */
  readonly complete: boolean;
}

/**
 * Every state that lawful or sloppy calls lead a target to, by its exact snapshot and by what devices
 * and groups were told, each property judged as if it were alone.
 */
export function searchAlone(
  { scope, target, callers }: { scope: Scope; target: Target; callers: Callers },
  judge: Judge,
  statesMax: number,
): Alone {
  const system = new AloneSystem(scope, target, callers, judge);
  const search = new Search(system, { exact: true });
  while (search.leftInLevel > 0 && search.report().violation === undefined) {
    system.length += 1;
    for (let left = search.leftInLevel; left > 0; left -= SLICE) {
      if (search.counts().distinct > statesMax) return ended(system, search, false);
      if (!search.advance(Math.min(left, SLICE))) break;
    }
  }
  return ended(system, search, system.isFollowed);
}

/** States after which a search looks how many it has. */
const SLICE = 500;

function ended(system: AloneSystem, search: Search<Property>, complete: boolean): Alone {
  const kills = [...system.killed].map(([property, length]) => ({ property, length }));
  return { kills, states: search.counts().distinct, complete };
}
