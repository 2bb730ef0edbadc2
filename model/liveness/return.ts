import { NO_OWNER } from '#contract';
import { hasAttachedSlot, hasDrainingSlot } from '../relations/members.js';
import { hasOccupiedSlot, pasidRows } from '../state/state.js';
import { defineLiveness, NOBODY_WAITS } from './define.js';

/** Falls when a close leaves something that drains for ever, or a claim that nobody gives back. */
export const kernelGetsGroupBack = defineLiveness({
  id: 'kernel-gets-group-back',
  claim:
    'Once no user owns a group and none of its slots is attached, a driver of the kernel can be bound again, unless somebody else takes the group before.',
  why: 'A device that a virtual machine had once would be of no use to the host until reboot.',
  kernel: 'iommufd_device_unbind, iommu_device_use_default_domain (6.12)',
  facts: ['L7', 'I36'],
  formula:
    '∀ g with a default domain: □(owner(g) = nobody and no slot attached ⇒ ◇(no slot of g drains, or owner(g) ≠ nobody, or some slot is attached))',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'kernel-has-group-again',
  mode: 'leads-to',
  fairness: NOBODY_WAITS,
  subjects: ({ groups }) => [...groups.keys()],
  nameOf: (group) => `g${group}`,
  from(state, subject) {
    const group = state.groups[subject];
    if (group === undefined || !group.hasDefaultDomain) return false;
    return group.owner === NO_OWNER && !hasAttachedSlot(group);
  },
  goal(state, subject) {
    const group = state.groups[subject];
    if (group === undefined || group.owner !== NO_OWNER || hasAttachedSlot(group)) return true;
    return !hasDrainingSlot(group) && group.domain === 'default';
  },
});

/** Falls when anything is left over by anybody: the sum of all that can be lost. */
export const everythingComesBack = defineLiveness({
  id: 'everything-comes-back',
  claim:
    'From every state the machine can come back to where no file is open, no process and no address space is left, every PASID is free, every slot is empty and nothing is charged.',
  why: 'What does not come back when everybody has gone never comes back.',
  kernel: 'mm_pasid_drop, __fput, misc_cg_uncharge (6.12)',
  facts: ['L6', 'L8'],
  formula:
    '□ ∃◇ (files = processes = mms = ∅ and allocated = ∅ and ∀ g: slots(g) = ∅ and ∀ c: current(c) = 0)',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'drain-returns-id',
  mode: 'can-reach',
  fairness: [],
  subjects: () => [0],
  nameOf: () => 'the machine',
  from: () => true,
  goal: (state) =>
    state.pool.allocatedCount === 0 &&
    Object.keys(state.pool.chargedTo).length === 0 &&
    Object.keys(state.files).length === 0 &&
    state.processes.every(({ phase }) => phase === 'absent') &&
    state.mms.every(({ phase }) => phase === 'absent') &&
    !state.groups.some(hasOccupiedSlot) &&
    pasidRows(state).every(({ current }) => current === 0),
});
