import {
  deviceId,
  type HandleId,
  handleId,
  type ProcessId,
  processId,
  ROOT_CGROUP,
} from '#contract';
import type { Fields } from './fields.js';
import type { ANSWERS, IommuCall } from './iommu-lines.js';
import type { Machine, TargetedFault } from './iommu-machine.js';
import { HandleNames, type MmNames } from './iommu-names.js';
import type { IommuScope } from './iommu-scope.js';
import { handleText, heldFields, type Names } from './iommu-state.js';
import type { Observed } from './verdict.js';

type AnswerField = (typeof ANSWERS)[keyof typeof ANSWERS][number];

/** What a side answers to one call, by the names of the record; a field it has not is absent. */
export type IommuAnswer = { readonly [Field in AnswerField]?: Observed } & {
  readonly warn: boolean;
  /** The place of a recorded fault that the call did not run into; then nothing else counts. */
  readonly unmet: string | undefined;
};

/** A PASID machine that a trace is replayed through; both sides look like this to the replay. */
export interface IommuSide {
  call(call: IommuCall, faults: readonly TargetedFault[]): IommuAnswer;
  /** A handle is gone by the record. */
  forget(handle: string): void;
  /** The fields that a snapshot tells, names restored. */
  state(): Fields;
}

// IOMMU_PASID_INVALID, the answer of an allocation that fails for any reason.
const PASID_INVALID = 4_294_967_295;
const FIRST_DEVICE = deviceId(0);

/** A machine behind the names of a recording. */
export function iommuSide(machine: Machine, scope: IommuScope, mms: MmNames): IommuSide {
  const names: Names = { scope, mms, handles: new HandleNames() };
  return {
    call: (call, faults) => answerOf(machine, call, faults, names),
    forget: (handle) => names.handles.forget(handle),
    state: () => heldFields(machine.sight(), names),
  };
}

/** Makes one call that runs into these failures, and answers as the record does. */
export function answerOf(
  machine: Machine,
  call: IommuCall,
  faults: readonly TargetedFault[],
  names: Names,
): IommuAnswer {
  machine.prepare(faults);
  const ret = perform(machine, call, names);
  // Read first: what the record wants to know besides may take one more call.
  const warn = machine.hasWarned();
  const unmet = machine.unmetFault();
  return unmet === undefined
    ? { ...answersTo(call, ret, machine, names), warn, unmet }
    : { warn, unmet };
}

/** Makes the call; the answer is that of the port. */
function perform(machine: Machine, call: IommuCall, { mms, handles }: Names): number {
  const { port } = machine;
  switch (call.call) {
    case 'mm_init':
      return port.processSpawn(userOf(call.mm, mms), mms.numberOf(call.mm), ROOT_CGROUP);
    case 'fork': {
      const child = mms.numberOf(call.child);
      return port.processFork(userOf(call.mm, mms), userOf(call.child, mms), child);
    }
    case 'exit':
      return port.processExit(userOf(call.mm, mms));
    case 'group_default_domain_ready':
      return port.groupDefaultDomainReady(call.group);
    case 'iommu_alloc_global_pasid':
      return port.pasidAllocGlobal(call.dev);
    case 'iommu_free_global_pasid':
      // The kernel does not ask who frees, so the record does not say; it was the holder, if any.
      return port.pasidFreeGlobal(machine.holderOf(call.pasid) ?? FIRST_DEVICE, call.pasid);
    case 'iommu_attach_device_pasid':
      return port.pasidAttach(call.dev, call.pasid, call.domain, call.handle);
    case 'iommu_detach_device_pasid':
      return port.pasidDetach(call.dev, call.pasid, call.domain);
    case 'iommu_attach_handle_get':
      return port.attachHandleGet(call.group, call.pasid, call.type);
    case 'iommu_device_use_default_domain':
      return port.driverProbe(call.dev);
    case 'iommu_device_unuse_default_domain':
      return port.driverRemove(call.dev);
    case 'iommu_group_claim_dma_owner':
      return port.groupClaim(call.group, call.owner);
    case 'iommu_group_release_dma_owner':
      return port.groupRelease(call.group);
    case 'iommu_device_claim_dma_owner':
      return port.deviceClaim(call.dev, call.owner);
    case 'iommu_device_release_dma_owner':
      return port.deviceRelease(call.dev);
    case 'iommu_sva_bind_device':
      return port.svaBind(call.dev, mms.numberOf(call.mm));
    case 'iommu_sva_unbind_device':
      return port.svaUnbind(handles.numberOf(call.handle));
    case 'iommu_sva_get_pasid':
      return port.svaGetPasid(handles.numberOf(call.handle));
  }
}

/** The answer of the port in the fields of the record. */
function answersTo(
  call: IommuCall,
  ret: number,
  machine: Machine,
  names: Names,
): Omit<IommuAnswer, 'warn' | 'unmet'> {
  if (call.call === 'iommu_sva_bind_device' && ret > 0) {
    return boundAnswers(handleId(ret), call.mm, machine, names);
  }
  if (call.call === 'iommu_attach_handle_get' && ret > 0) {
    return { ret: 0, handle: handleText(handleId(ret), names) };
  }
  if (call.call === 'iommu_alloc_global_pasid') return { pasid: ret > 0 ? ret : PASID_INVALID };
  if (call.call === 'iommu_sva_get_pasid') return { pasid: ret };
  if (call.call === 'exit') return { dropped: !machine.isLive(names.mms.numberOf(call.mm)) };
  if (call.call === 'iommu_sva_unbind_device') {
    const mm = names.handles.mmOf(call.handle);
    return { dropped: mm !== undefined && !machine.isLive(mm) };
  }
  return { ret };
}

/** A bind that made a handle left it with one user; the new one then gets the next name. */
function boundAnswers(
  handle: HandleId,
  mm: string,
  machine: Machine,
  { mms, handles }: Names,
): Omit<IommuAnswer, 'warn' | 'unmet'> {
  if (machine.usersOf(handle) === 1) handles.make(handle, mms.numberOf(mm));
  machine.prepare([]);
  return { ret: 0, handle: handles.nameOf(handle), pasid: machine.port.svaGetPasid(handle) };
}

// Each address space of a recording has one process, so the process can have the same number.
const userOf = (mm: string, mms: MmNames): ProcessId => processId(mms.numberOf(mm));
