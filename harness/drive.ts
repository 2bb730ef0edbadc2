import {
  ERRNO,
  type Errno,
  type Fault,
  fileId,
  handleId,
  NO_PASID,
  type Outcome,
  type Pasid,
  type PasidDriver,
  pasid,
  tables,
} from '#contract';
import { type Action, type ActionKind, HANDLE_TYPES, type StepOutcome } from '#model';
import type { Embedding } from './embedding.js';
import { type DrawnKind, isDrawn } from './kinds.js';
import type { System } from './target.js';

/** What a system under test answered; `nonsense` is an answer that no table allows anywhere. */
export type Observed = Outcome | { readonly kind: 'nonsense'; readonly reason: string };

/** The id that the system chose, as an input of the model's step; nothing where an answer has none. */
export function choiceIn(outcome: Observed | StepOutcome): { readonly pasid?: Pasid } {
  return 'pasid' in outcome && outcome.pasid !== NO_PASID ? { pasid: outcome.pasid } : {};
}

type ActionOf<K extends ActionKind> = Extract<Action, { kind: K }>;

/** Every action that a profile has, but the one that no software does. */
type PortAction = Exclude<DrawnKind, 'dma'>;

/** The mirror of the model's step: one row per call of the port. A missing row does not compile. */
const rows: { readonly [K in PortAction]: (sut: PasidDriver, action: ActionOf<K>) => number } = {
  'process-spawn': (sut, { process, mm, cgroup }) => sut.processSpawn(process, mm, cgroup),
  'process-fork': (sut, { process, child, mm }) => sut.processFork(process, child, mm),
  'process-exec': (sut, { process, mm }) => sut.processExec(process, mm),
  'process-exit': (sut, { process }) => sut.processExit(process),
  'process-migrate': (sut, { process, cgroup }) => sut.processMigrate(process, cgroup),
  'cgroup-set-max': (sut, { cgroup, max }) => sut.cgroupSetMax(cgroup, max),
  'device-plug': (sut, { device }) => sut.devicePlug(device),
  'device-unplug': (sut, { device }) => sut.deviceUnplug(device),
  'driver-probe': (sut, { device }) => sut.driverProbe(device),
  'driver-remove': (sut, { device }) => sut.driverRemove(device),
  'group-claim': (sut, { group, owner }) => sut.groupClaim(group, owner),
  'group-release': (sut, { group }) => sut.groupRelease(group),
  'device-claim': (sut, { device, owner }) => sut.deviceClaim(device, owner),
  'device-release': (sut, { device }) => sut.deviceRelease(device),
  'group-default-domain-ready': (sut, { group }) => sut.groupDefaultDomainReady(group),
  'pasid-alloc-global': (sut, { device }) => sut.pasidAllocGlobal(device),
  'pasid-free-global': (sut, { device, pasid: id }) => sut.pasidFreeGlobal(device, id),
  'kernel-pasid-enable': (sut, { device }) => sut.kernelPasidEnable(device),
  'kernel-pasid-disable': (sut, { device }) => sut.kernelPasidDisable(device),
  'pasid-attach': (sut, { device, pasid: id, domain, handle }) =>
    sut.pasidAttach(device, id, domain, handle),
  'pasid-detach': (sut, { device, pasid: id, domain }) => sut.pasidDetach(device, id, domain),
  'pasid-replace': (sut, { device, pasid: id, domain, handle }) =>
    sut.pasidReplace(device, id, domain, handle),
  'attach-handle-get': (sut, { group, pasid: id, type }) =>
    sut.attachHandleGet(group, id, HANDLE_TYPES[type]!),
  'sva-bind': (sut, { device, mm }) => sut.svaBind(device, mm),
  'sva-unbind': (sut, { handle }) => sut.svaUnbind(handle),
  'sva-get-pasid': (sut, { handle }) => sut.svaGetPasid(handle),
  'wq-open': (sut, { process, device }) => sut.wqOpen(process, device),
  'wq-submit': (sut, { process, file }) => sut.wqSubmit(process, file),
  'dev-sva-open': (sut, { process }) => sut.devSvaOpen(process),
  'dev-sva-alloc': (sut, { process, file, device }) => sut.devSvaAlloc(process, file, device),
  'dev-sva-free': (sut, { process, file, pasid: id }) => sut.devSvaFree(process, file, id),
  'file-pass': (sut, { process, file, receiver }) => sut.filePass(process, file, receiver),
  'file-close': (sut, { process, file }) => sut.fileClose(process, file),
  'vfio-open': (sut, { process, device }) => sut.vfioOpen(process, device),
  'vfio-attach': (sut, { process, file, pasid: id }) => sut.vfioAttach(process, file, id),
  'vfio-replace': (sut, { process, file, pasid: id }) => sut.vfioReplace(process, file, id),
  'vfio-detach': (sut, { process, file, pasid: id }) => sut.vfioDetach(process, file, id),
  'guest-bind': (sut, { process, file, guest, pasid: id }) =>
    sut.guestBind(process, file, guest, id),
  'guest-unbind': (sut, { process, file, guest }) => sut.guestUnbind(process, file, guest),
  'mdev-create': (sut, { mdev, device }) => sut.mdevCreate(mdev, device),
  'mdev-remove': (sut, { mdev }) => sut.mdevRemove(mdev),
  'mdev-open': (sut, { process, mdev }) => sut.mdevOpen(process, mdev),
  'page-request': (sut, { device, pasid: id }) => sut.pageRequest(device, id),
  'page-response': (sut, { device, pasid: id }) => sut.pageResponse(device, id),
  'drain-complete': (sut, { group, pasid: id }) => sut.drainComplete(group, id),
};

/**
 * Makes one call on the system and names its answer. A fault that the call did not run into stays
 * with the embedding: whether it should have been met is for the model to say.
 */
export function drive(system: System, action: Action, faults: readonly Fault[]): Observed {
  const { driver, embedding } = system;
  embedding.arm(faults);
  try {
    if (action.kind === 'dma') return walk(system, action);
    const { kind } = action;
    if (!isDrawn(kind)) return nonsense(`was given ${kind}, which no profile has`);
    changeHardware(embedding, action);
    // The row's parameter type is the action's own; the table's index type cannot say so.
    const row = rows[kind] as (sut: PasidDriver, action: Action) => number;
    const answer = row(driver, action);
    const { misuse, warned } = embedding;
    if (misuse !== undefined && system.callers === 'lawful') return nonsense(misuse);
    const outcome = responseOf(system, action, answer) ?? nameOf(driver, action.kind, answer);
    return warned && outcome.kind !== 'nonsense' ? { ...outcome, warned } : outcome;
  } catch (error) {
    return nonsense(`threw ${String(error)}`);
  }
}

/** What happens to the devices themselves before the subsystem hears of it. */
function changeHardware(embedding: Embedding, action: Action): void {
  if (action.kind === 'device-unplug') embedding.unplug(action.device);
  if (action.kind === 'device-plug') embedding.plug(action.device);
  if (action.kind === 'page-request') embedding.requestPage(action.device, action.pasid);
}

/**
 * What a page request came to, where the answer is what the device was told. A request that has to
 * wait was told nothing yet; one that is refused was told INVALID, and its errno says so.
 */
function responseOf({ embedding }: System, action: Action, answer: number): Observed | undefined {
  const { response, warned } = embedding;
  if (answer !== 0 || warned) return undefined;
  if (action.kind === 'page-request' && response !== undefined) {
    return { kind: 'answered', code: response };
  }
  if (action.kind !== 'page-response') return undefined;
  return response === undefined
    ? nonsense('told the device nothing')
    : { kind: 'answered', code: response };
}

/** DMA goes where the device was told, unless the IOMMU driver has disabled the entry at exit. */
function walk({ driver, embedding }: System, { device, pasid: id }: ActionOf<'dma'>): Observed {
  const domain = embedding.hardware[device]!.get(id);
  if (domain === undefined) return { kind: 'faulted' };
  const { svaDomains, mms } = driver.view();
  const sva = svaDomains.find((each) => each.domain === domain);
  if (sva === undefined) return { kind: 'reached', domain };
  const isUsed = mms.some(({ mm, users }) => mm === sva.mm && users > 0);
  return isUsed ? { kind: 'reached', domain } : { kind: 'faulted' };
}

const errnoByNumber = new Map<number, Errno>(
  Object.entries(ERRNO).map(([name, number]) => [-number, name as Errno]),
);

const successOf = new Map<string, string>(tables.map(({ action, answer }) => [action, answer]));

function nameOf(driver: PasidDriver, kind: ActionKind, answer: number): Observed {
  if (answer < 0) {
    const errno = errnoByNumber.get(answer);
    if (errno !== undefined) return { kind: 'refused', errno };
    return nonsense(`answered ${answer}, which is no errno of the tables`);
  }
  const success = successOf.get(kind);
  // Where an id is the answer, 0 is none: a work queue whose bond a stranger took away submits with it.
  if (answer === 0 && success !== 'granted') return { kind: 'done' };
  if (success === 'granted') return { kind: 'granted', pasid: pasid(answer) };
  if (success === 'opened') {
    const file = fileId(answer);
    return { kind: 'opened', file, pasid: pasid(driver.filePasid(file)) };
  }
  const handle = handleId(answer);
  if (success === 'found') return { kind: 'found', handle };
  if (success === 'bound')
    return { kind: 'bound', handle, pasid: pasid(driver.svaGetPasid(handle)) };
  return nonsense(`answered ${answer} where there is nothing to answer`);
}

function nonsense(reason: string): Observed {
  return { kind: 'nonsense', reason };
}
