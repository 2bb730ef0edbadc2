import type { Errno, Fault, Outcome, PasidDriver } from '#contract';
import { ERRNO, pasid } from '#contract';
import type { Action, ActionKind } from '#model';
import type { System } from './target.js';

/** What a system under test answered; `nonsense` is an answer that no table allows anywhere. */
export type Observed = Outcome | { readonly kind: 'nonsense'; readonly reason: string };

/** The mirror of the model's step: one row per action. A missing row does not compile. */
const rows: { readonly [K in ActionKind]: (sut: PasidDriver, action: ActionOf<K>) => number } = {
  'process-spawn': (sut, { process, mm, cgroup }) => sut.processSpawn(process, mm, cgroup),
  'process-fork': (sut, { process, child, mm }) => sut.processFork(process, child, mm),
  'process-exec': (sut, { process, mm }) => sut.processExec(process, mm),
  'process-exit': (sut, { process }) => sut.processExit(process),
  'process-migrate': (sut, { process, cgroup }) => sut.processMigrate(process, cgroup),
  'cgroup-set-max': (sut, { cgroup, max }) => sut.cgroupSetMax(cgroup, max),
  'pasid-alloc-global': (sut, { device }) => sut.pasidAllocGlobal(device),
  'pasid-free-global': (sut, { device, pasid: id }) => sut.pasidFreeGlobal(device, id),
  'sva-bind': (sut, { device, mm }) => sut.svaBind(device, mm),
  'sva-unbind': (sut, { device, mm }) => sut.svaUnbind(device, mm),
  'sva-get-pasid': (sut, { device, mm }) => sut.svaGetPasid(device, mm),
};

type ActionOf<K extends ActionKind> = Extract<Action, { kind: K }>;

/**
 * Makes one call on the system and names its answer. A fault that the call did not run into stays
 * with the embedding: whether it should have been met is for the model to say.
 */
export function drive(system: System, action: Action, faults: readonly Fault[]): Observed {
  system.embedding.arm(faults);
  let answer: number;
  try {
    // The row's parameter type is the action's own; the table's index type cannot say so.
    const row = rows[action.kind] as (sut: PasidDriver, action: Action) => number;
    answer = row(system.driver, action);
  } catch (error) {
    return { kind: 'nonsense', reason: `threw ${String(error)}` };
  }
  const { misuse } = system.embedding;
  if (misuse !== undefined) return { kind: 'nonsense', reason: misuse };
  return named(answer, system.embedding.warned);
}

const errnoByNumber = new Map<number, Errno>(
  Object.entries(ERRNO).map(([name, number]) => [-number, name as Errno]),
);

function named(answer: number, warned: boolean): Observed {
  const outcome = nameOf(answer);
  return warned && outcome.kind !== 'nonsense' ? { ...outcome, warned } : outcome;
}

function nameOf(answer: number): Observed {
  if (answer === 0) return { kind: 'done' };
  if (answer > 0) return { kind: 'granted', pasid: pasid(answer) };
  const errno = errnoByNumber.get(answer);
  if (errno !== undefined) return { kind: 'refused', errno };
  return { kind: 'nonsense', reason: `answered ${answer}, which is no errno of the tables` };
}
