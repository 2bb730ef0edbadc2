import type { Fault } from '#contract';
import type { Action, Scope } from '#model';

/** What is called one after the other; the last call runs into the failures. */
export type Story = readonly [
  about: string,
  scope: Scope,
  actions: readonly Action[],
  ...faults: readonly Fault[],
];
