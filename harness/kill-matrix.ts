import type { Kill } from './alone.js';
import { type Property, properties } from './lockstep.js';

/** What the matrix needs to know of one defect: its name, and the properties that notice it alone. */
export interface Judged {
  readonly defect: string;
  readonly killedBy: readonly Kill[];
}

/** A defect with the claim that is singled out for it. */
export interface Singled {
  readonly defect: string;
  readonly property: Property;
}

/**
 * Defects against properties. The comparisons with the model notice nearly everything, so what only
 * one claim can say is asked of the claims among themselves.
 */
export interface KillMatrix {
  /** For each property, in reading order, the defects that it notices alone. */
  readonly kills: Readonly<Record<string, readonly string[]>>;
  /** The defects that a single claim notices, with that claim. */
  readonly onlyKiller: readonly Singled[];
  /** The defects that a single claim notices at a shorter length than every other, with that claim. */
  readonly firstKiller: readonly Singled[];
  /** Claims that are the only killer of nothing: other claims, together, notice all they notice. */
  readonly redundant: readonly Property[];
  /** Defects that no claim notices: only the comparison of answers or of states does. */
  readonly comparisonsOnly: readonly string[];
  /** Defects that nothing noticed within the budget. */
  readonly notKilled: readonly string[];
}

/** The matrix of all these defects. */
export function killMatrix(judged: readonly Judged[]): KillMatrix {
  const claimsOf = ({ killedBy }: Judged): readonly Kill[] =>
    killedBy.filter(({ property }) => isClaim(property));
  const onlyKiller = judged.flatMap((each) => singled(each.defect, claimsOf(each)));
  const firstKiller = judged.flatMap((each) => singled(each.defect, firstOf(claimsOf(each))));
  const needed = new Set(onlyKiller.map(({ property }) => property));
  const unclaimed = judged.filter((each) => claimsOf(each).length === 0);
  const kills = Object.fromEntries(
    properties.map((property) => [
      property,
      namesOf(judged.filter((each) => each.killedBy.some((kill) => kill.property === property))),
    ]),
  );
  return {
    kills,
    onlyKiller,
    firstKiller,
    redundant: properties.filter((property) => isClaim(property) && !needed.has(property)),
    comparisonsOnly: namesOf(unclaimed.filter(({ killedBy }) => killedBy.length > 0)),
    notKilled: namesOf(unclaimed.filter(({ killedBy }) => killedBy.length === 0)),
  };
}

/** Those that notice at the shortest length. */
export function firstOf(kills: readonly Kill[]): readonly Kill[] {
  const least = Math.min(...kills.map(({ length }) => length));
  return kills.filter(({ length }) => length === least);
}

/** A defect that one claim notices, and no other. */
function singled(defect: string, [kill, ...others]: readonly Kill[]): readonly Singled[] {
  return kill === undefined || others.length > 0 ? [] : [{ defect, property: kill.property }];
}

function isClaim(property: Property): boolean {
  return property !== 'outcome' && property !== 'state';
}

function namesOf(judged: readonly Judged[]): readonly string[] {
  return judged.map(({ defect }) => defect);
}
