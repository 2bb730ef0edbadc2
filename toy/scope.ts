import { defineSort, type Sort } from '#declaration';

/** The sizes of a toy: `processes` want `pasids`, and each may hold `quota` of them. */
export interface PoolScope {
  readonly processes: number;
  readonly pasids: number;
  readonly quota: number;
}

/** The sizes for which TLC, Stateright, Rumur and Spin agree on 614,656 states. */
export const TOY_SCOPE: PoolScope = { processes: 4, pasids: 5, quota: 2 };

/** The values of a parameter's domain: processes count from 1, PASIDs are indices. */
export function domainValues({ processes, pasids }: PoolScope, domain: string): readonly number[] {
  return domain === 'process'
    ? Array.from({ length: processes }, (_, index) => index + 1)
    : Array.from({ length: pasids }, (_, index) => index);
}

/** Processes are alike, for they have but one quota. */
export function processesOf({ processes }: PoolScope): Sort {
  return defineSort('process', processes, {});
}
