import {
  ERRNO,
  type Errno,
  type Fault,
  handleId,
  type Outcome,
  type PasidDriver,
  pasid,
  tables,
} from '#contract';
import { type Action, type ActionKind, HANDLE_TYPES } from '#model';
import type { System } from './target.js';

/** What a system under test answered; `nonsense` is an answer that no table allows anywhere. */
export type Observed = Outcome | { readonly kind: 'nonsense'; readonly reason: string };

type ActionOf<K extends ActionKind> = Extract<Action, { kind: K }>;

/** The mirror of the model's step: one row per action. A missing row does not compile. */
const rows: { readonly [K in ActionKind]: (sut: PasidDriver, action: ActionOf<K>) => number } = {
  'process-spawn': (sut, { process, mm, cgroup }) => sut.processSpawn(process, mm, cgroup),
  'process-fork': (sut, { process, child, mm }) => sut.processFork(process, child, mm),
  'process-exec': (sut, { process, mm }) => sut.processExec(process, mm),
  'process-exit': (sut, { process }) => sut.processExit(process),
  'process-migrate': (sut, { process, cgroup }) => sut.processMigrate(process, cgroup),
  'cgroup-set-max': (sut, { cgroup, max }) => sut.cgroupSetMax(cgroup, max),
  'driver-probe': (sut, { device }) => sut.driverProbe(device),
  'driver-remove': (sut, { device }) => sut.driverRemove(device),
  'group-claim': (sut, { group, owner }) => sut.groupClaim(group, owner),
  'group-release': (sut, { group }) => sut.groupRelease(group),
  'device-claim': (sut, { device, owner }) => sut.deviceClaim(device, owner),
  'device-release': (sut, { device }) => sut.deviceRelease(device),
  'group-default-domain-ready': (sut, { group }) => sut.groupDefaultDomainReady(group),
  'pasid-alloc-global': (sut, { device }) => sut.pasidAllocGlobal(device),
  'pasid-free-global': (sut, { device, pasid: id }) => sut.pasidFreeGlobal(device, id),
  'pasid-attach': (sut, { device, pasid: id, domain, handle }) =>
    sut.pasidAttach(device, id, domain, handle),
  'pasid-detach': (sut, { device, pasid: id, domain }) => sut.pasidDetach(device, id, domain),
  'attach-handle-get': (sut, { group, pasid: id, type }) =>
    sut.attachHandleGet(group, id, HANDLE_TYPES[type]!),
  'sva-bind': (sut, { device, mm }) => sut.svaBind(device, mm),
  'sva-unbind': (sut, { handle }) => sut.svaUnbind(handle),
  'sva-get-pasid': (sut, { handle }) => sut.svaGetPasid(handle),
};

/**
 * Makes one call on the system and names its answer. A fault that the call did not run into stays
 * with the embedding: whether it should have been met is for the model to say.
 */
export function drive(system: System, action: Action, faults: readonly Fault[]): Observed {
  const { driver, embedding } = system;
  embedding.arm(faults);
  try {
    // The row's parameter type is the action's own; the table's index type cannot say so.
    const row = rows[action.kind] as (sut: PasidDriver, action: Action) => number;
    const answer = row(driver, action);
    const { misuse, warned } = embedding;
    if (misuse !== undefined && system.callers === 'lawful') return nonsense(misuse);
    const outcome = nameOf(driver, action.kind, answer);
    return warned && outcome.kind !== 'nonsense' ? { ...outcome, warned } : outcome;
  } catch (error) {
    return nonsense(`threw ${String(error)}`);
  }
}

const errnoByNumber = new Map<number, Errno>(
  Object.entries(ERRNO).map(([name, number]) => [-number, name as Errno]),
);

const successOf = new Map<string, Outcome['kind']>(
  tables.map(({ action, answer }) => [action, answer]),
);

function nameOf(driver: PasidDriver, kind: ActionKind, answer: number): Observed {
  if (answer === 0) return { kind: 'done' };
  if (answer < 0) {
    const errno = errnoByNumber.get(answer);
    if (errno !== undefined) return { kind: 'refused', errno };
    return nonsense(`answered ${answer}, which is no errno of the tables`);
  }
  const success = successOf.get(kind);
  if (success === 'granted') return { kind: 'granted', pasid: pasid(answer) };
  const handle = handleId(answer);
  if (success === 'found') return { kind: 'found', handle };
  if (success === 'bound')
    return { kind: 'bound', handle, pasid: pasid(driver.svaGetPasid(handle)) };
  return nonsense(`answered ${answer} where there is nothing to answer`);
}

function nonsense(reason: string): Observed {
  return { kind: 'nonsense', reason };
}
