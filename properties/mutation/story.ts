import { cgroupId, type Fault, mmId, processId, ROOT_CGROUP } from '#contract';
import type { Action, Scope } from '#model';

/** What is called one after the other; the last call runs into the failures. */
export type Story = readonly [
  about: string,
  scope: Scope,
  actions: readonly Action[],
  ...faults: readonly Fault[],
];

/** The process of a number, in the address space of that number. */
export const spawned = (number: number, space = number, cgroup = ROOT_CGROUP): Action => ({
  kind: 'process-spawn',
  process: processId(number),
  mm: mmId(space),
  cgroup,
});

/** Processes 0 and 3, of one sandbox, in different cgroups. */
export const twoProcesses: readonly Action[] = [spawned(0), spawned(3, 1, cgroupId(1))];
