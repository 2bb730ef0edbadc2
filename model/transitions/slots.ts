import { NO_HANDLE } from '#contract';
import { isSame } from '../outcomes/difference.js';
import { fileNamed, isLastClose } from '../outcomes/reasons.js';
import { defineTransitionInvariant, everyProfile, type ModelStep } from '../properties.js';
import { groupByTopology, hasToldMember, isTold } from '../relations/members.js';
import { isSpaceOf } from '../relations/targets.js';
import { pasidOf, type Slot } from '../state/state.js';

/** Falls when an attach replaces what it finds, or a step empties a slot that is not its own. */
export const slotKeptUntilDetach = defineTransitionInvariant({
  id: 'slot-kept-until-detach',
  claim:
    'An attached slot keeps its domain and its handle until whoever has it there detaches or replaces it: the driver that names it, the last unbind of its bond, the VFIO file, the mediated device, or the removal of the device through which it was attached.',
  why: 'The first user of the PASID would reach what the second one attached, and neither would know.',
  kernel: 'iommu_attach_device_pasid (6.12): xa_insert',
  facts: ['I20', 'I25', 'I27'],
  formula:
    '∀ g, p: slot(g, p) attached implies slot′(g, p) = slot(g, p), or the step names it to be detached or replaced',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'attach-refused-occupied',
  violation(step) {
    const { action, before, after } = step;
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!.slots;
      const now = after.groups[at]!.slots;
      if (old === now) continue;
      for (const key in old) {
        const slot = old[key]!;
        if (slot.phase !== 'attached' || isSame(slot, now[key])) continue;
        const isStill = now[key]?.phase === 'attached';
        const isMeant = isStill
          ? mayReplace(step, at, Number(key))
          : mayDetach(step, at, Number(key), slot);
        if (isMeant) continue;
        return {
          reason: `the slot of pasid ${key} was ${isStill ? 'filled anew' : 'emptied'} by ${action.kind}`,
          at: [`g${at}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a detach, a close or a removal forgets what is still on its way. */
export const detachedSlotDrains = defineTransitionInvariant({
  id: 'detached-slot-drains',
  claim:
    'A slot that is detached drains before it is empty, and is then empty only once nothing is pending at it any more; a group that no member is left in has nothing to wait for.',
  why: 'The slot would go to the next user while the device still sends for the last one.',
  kernel: 'intel_iommu_drain_pasid_prq, iopf_queue_flush_dev (6.12): B36',
  facts: ['I24', 'I41', 'I44', 'I47', 'I48'],
  formula:
    '∀ g, p: attached(g, p) and ∃ d ∈ g plugged′ and capable imply slot′(g, p) ≠ empty; draining(g, p) and slot′(g, p) = empty imply drain-complete(g, p) with requests(d, p) = 0 for all d ∈ g',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'drain-waits',
  violation(step) {
    const { action, before, after } = step;
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!.slots;
      const now = after.groups[at]!.slots;
      if (old === now || !hasToldMember(after, at)) continue;
      for (const key in old) {
        const isKept = now[key] !== undefined;
        const isDraining = old[key]!.phase === 'draining';
        if (isDraining ? now[key]?.phase === 'draining' : isKept) continue;
        if (isDraining && !isKept && isDrained(step, at, Number(key))) continue;
        return {
          reason: `the ${old[key]!.phase} slot of pasid ${key} is ${now[key]?.phase ?? 'empty'} after ${action.kind}`,
          at: [`g${at}`, `pasid ${key}`],
        };
      }
    }
    return undefined;
  },
});

/** Read from slots, hardware and requests: the pool may believe what it likes. */
export const reuseOnlyAfterDrain = defineTransitionInvariant({
  id: 'reuse-only-after-drain',
  claim:
    'A PASID is given out only while no slot of any group is occupied at it, no device was told anything of it, and no page request for it is on its way.',
  why: 'A page request, or DMA, that was sent for the last owner arrives in the address space of the next one.',
  kernel: 'iommu_alloc_global_pasid; intel_iommu_drain_pasid_prq (6.12): B36, B39',
  facts: ['I41', 'I44', 'I48', 'I62'],
  formula:
    '∀ p ∈ allocated′ ∖ allocated: ∄ g: slot(g, p) occupied, and ∀ d: hardware(d, p) = none, requests(d, p) = outstanding(d, p) = 0',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'id-reused-by-another-mm',
  violation({ action, before, after }) {
    if (before.pool.chargedTo === after.pool.chargedTo) return undefined;
    for (const key in after.pool.chargedTo) {
      if (before.pool.chargedTo[key] !== undefined) continue;
      const left = leftAt(before, key);
      if (left === undefined) continue;
      return {
        reason: `${action.kind} gave out pasid ${key}, which ${left} still has`,
        at: [left],
      };
    }
    return undefined;
  },
});

/** Falls when a replace is a detach and an attach, or stops half-way. */
export const replaceSwaps = defineTransitionInvariant({
  id: 'replace-swaps',
  claim:
    'A replace that succeeds leaves the slot attached under the new domain and every member told of it; one that is refused leaves the old domain, and every member told of that.',
  why: 'DMA of a running guest would fault in between, or reach the old memory through one member and the new through another.',
  kernel: 'iommu_replace_device_pasid (6.15): B28',
  facts: ['I21', 'I23', 'I53'],
  formula:
    'replace(g, p, D) done implies slot′(g, p) → D and hardware′(d, p) = D; refused implies slot′(g, p) = slot(g, p) and hardware′(d, p) = hardware(d, p), ∀ d ∈ g told',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'vfio-replace-rolled-back',
  violation(step) {
    const { action, outcome, before, after } = step;
    if (action.kind !== 'pasid-replace' && action.kind !== 'vfio-replace') return undefined;
    const group = groupOfReplace(step);
    const old = before.groups[group]?.slots[action.pasid];
    const now = after.groups[group]?.slots[action.pasid];
    const isDone = outcome.kind === 'done' && !('warned' in outcome);
    const isSwapped =
      action.kind === 'pasid-replace'
        ? now?.domain === action.domain && now.handle === action.handle
        : now !== undefined &&
          now.domain !== old?.domain &&
          isSpaceOf(after, action.file, now.domain);
    if (isDone ? old?.phase !== 'attached' || !isSwapped : !isSame(old, now)) {
      return {
        reason: `a replace that was ${outcome.kind} left pasid ${action.pasid} with domain ${now?.domain ?? 'none'}`,
        at: [`g${group}`],
      };
    }
    for (let device = 0; device < after.devices.length; device++) {
      if (!isTold(after, device, group)) continue;
      const due = isDone ? now?.domain : before.hardware[device]![action.pasid];
      if (after.hardware[device]![action.pasid] === due) continue;
      return {
        reason: `a replace that was ${outcome.kind} left dev${device} with another domain`,
        at: [`g${group}`, `dev${device}`],
      };
    }
    return undefined;
  },
});

/** The group in which a replace is asked for; -1: none. */
function groupOfReplace(step: ModelStep): number {
  const { action, before } = step;
  if (action.kind === 'pasid-replace') return groupByTopology(before, action.device);
  const file = fileNamed(step);
  return file?.kind === 'vfio' ? groupByTopology(before, file.device) : -1;
}

function mayReplace(step: ModelStep, group: number, pasid: number): boolean {
  const { action } = step;
  if (action.kind !== 'pasid-replace' && action.kind !== 'vfio-replace') return false;
  return action.pasid === pasid && groupOfReplace(step) === group;
}

/** Whether the step is one by which whoever has the slot gives it back. */
function mayDetach(step: ModelStep, group: number, pasid: number, slot: Slot): boolean {
  const { action, before, after } = step;
  switch (action.kind) {
    case 'pasid-detach':
      return action.pasid === pasid && groupByTopology(before, action.device) === group;
    case 'sva-unbind':
      return isBondAt(step, action.handle, group, pasid, slot);
    case 'vfio-detach':
      return action.pasid === pasid && isSpaceOf(before, action.file, slot.domain);
    case 'kernel-pasid-disable':
      return before.drivers[action.device]!.systemPasid === pasid;
    case 'file-close': {
      const file = fileNamed(step);
      if (!isLastClose(step) || file === undefined) return false;
      return file.kind === 'work-queue'
        ? isBondAt(step, file.handle, group, pasid, slot)
        : isSpaceOf(before, action.file, slot.domain);
    }
    case 'device-unplug':
      // The number of a bond that a stranger unbound may be that of one elsewhere by now.
      if (isBondOfQueue(step, action.device, slot)) return true;
      if (groupByTopology(before, action.device) !== group) return false;
      return !hasToldMember(after, group) || isThrough(step, action.device, pasid, slot);
    default:
      return false;
  }
}

/** Whether the slot is that of the bond; in the recorded code, wherever the bond would be. */
function isBondAt(
  { before }: ModelStep,
  handle: number,
  group: number,
  pasid: number,
  slot: Slot,
): boolean {
  const bond = before.svaHandles[handle];
  if (bond === undefined || bond.users > 1) return false;
  if (before.topology.policy.actions === 'whole') return slot.handle === handle;
  return groupByTopology(before, bond.device) === group && pasidOf(before, bond.mm) === pasid;
}

/** Whether a work queue that is open on the device has the handle in the slot. */
function isBondOfQueue({ before }: ModelStep, device: number, slot: Slot): boolean {
  for (const key in before.files) {
    const file = before.files[key]!;
    if (file.kind !== 'work-queue' || file.device !== device) continue;
    if (file.handle !== NO_HANDLE && file.handle === slot.handle) return true;
  }
  return false;
}

/** Whether a slot was attached through the device, by whichever front door. */
function isThrough({ before }: ModelStep, device: number, pasid: number, slot: Slot): boolean {
  const { pasids, systemPasid } = before.drivers[device]!;
  if (systemPasid === pasid || pasids.some((held) => held === pasid)) return true;
  for (const key in before.files) {
    const file = before.files[key]!;
    if (file.kind === 'dev-sva' || file.kind === 'work-queue') continue;
    const mdev = file.kind === 'mdev' ? before.mdevs[file.mdev] : undefined;
    const through =
      file.kind !== 'mdev' ? file.device : mdev?.phase === 'created' ? mdev.device : -1;
    if (through !== device) continue;
    if (isSpaceOf(before, Number(key), slot.domain)) return true;
  }
  return false;
}

function isDrained({ action, before }: ModelStep, group: number, pasid: number): boolean {
  if (action.kind !== 'drain-complete') return false;
  if (action.group !== group || action.pasid !== pasid) return false;
  for (let device = 0; device < before.devices.length; device++) {
    if (groupByTopology(before, device) !== group) continue;
    if (before.requests[device]![pasid] !== undefined) return false;
  }
  return true;
}

/** What still has to do with a PASID, by name; nothing: it can be given out. */
function leftAt(
  { groups, hardware, requests, outstanding }: ModelStep['before'],
  key: string,
): string | undefined {
  for (let group = 0; group < groups.length; group++) {
    if (groups[group]!.slots[Number(key)] !== undefined) return `g${group}`;
  }
  for (let device = 0; device < hardware.length; device++) {
    const isClear =
      hardware[device]![Number(key)] === undefined &&
      requests[device]![Number(key)] === undefined &&
      outstanding[device]![Number(key)] === undefined;
    if (!isClear) return `dev${device}`;
  }
  return undefined;
}
