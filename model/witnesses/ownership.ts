import { NO_OWNER } from '#contract';
import { failedAt, groupNamed, isRefusedWith } from '../outcomes/reasons.js';
import { defineWitness, everyProfile, type ModelStep } from '../properties.js';
import { hasAttachedSlot } from '../relations/members.js';
import { memberCount } from '../state/members.js';
import { hasOccupiedSlot } from '../state/state.js';

/** Drivers of the kernel and owners in user space that want the same group. */
export const ownershipWitnesses = [
  defineWitness({
    id: 'probe-deferred',
    situation: 'A driver is probed before its group has a default domain.',
    profiles: everyProfile,
    reached: (step) => isRefusedWith(step, 'EPROBE_DEFER'),
  }),
  defineWitness({
    id: 'probe-busy',
    situation: 'A driver is probed while somebody in user space owns the group.',
    profiles: everyProfile,
    reached: (step) => {
      const group = groupBefore(step);
      if (step.action.kind !== 'driver-probe' || group === undefined) return false;
      return isRefusedWith(step, 'EBUSY') && group.owner !== NO_OWNER;
    },
  }),
  defineWitness({
    id: 'probe-of-attached-group',
    situation: 'A second driver is probed while a slot of the group is occupied, and waits.',
    profiles: everyProfile,
    reached: (step) => {
      const group = groupBefore(step);
      if (step.action.kind !== 'driver-probe' || group === undefined) return false;
      return isRefusedWith(step, 'EBUSY') && group.owner === NO_OWNER;
    },
  }),
  defineWitness({
    id: 'group-fully-driven',
    situation: 'Every device of a group of several has a kernel driver.',
    profiles: everyProfile,
    reached: (step) => {
      const at = groupNamed(step);
      if (step.action.kind !== 'driver-probe' || at === null) return false;
      const members = memberCount(step.after.topology, at);
      return members > 1 && step.after.groups[at]!.ownerCount === members;
    },
  }),
  defineWitness({
    id: 'claim-refused-used',
    situation: 'A group is claimed that drivers, or another owner, use.',
    profiles: everyProfile,
    reached: (step) => isClaim(step) && isRefusedWith(step, 'EPERM'),
  }),
  defineWitness({
    id: 'claim-refused-attached',
    situation: 'A group is claimed that nobody counts, and that has an occupied slot.',
    profiles: everyProfile,
    reached: (step) => isClaim(step) && isRefusedWith(step, 'EBUSY'),
  }),
  defineWitness({
    id: 'claim-counted',
    situation: 'An owner claims its group once more, through a device.',
    profiles: everyProfile,
    reached: (step) => {
      const at = groupNamed(step);
      if (step.action.kind !== 'device-claim' || at === null || step.outcome.kind !== 'done') {
        return false;
      }
      return step.after.groups[at]!.ownerCount >= 2;
    },
  }),
  defineWitness({
    id: 'claim-without-default-domain',
    situation: 'A group is claimed that is under no domain at all.',
    profiles: everyProfile,
    reached: (step) =>
      isClaim(step) && step.outcome.kind === 'done' && groupBefore(step)?.domain === 'none',
  }),
  defineWitness({
    id: 'blocking-fallback',
    situation: 'The IOMMU driver makes no blocking domain, and an empty one stands in for it.',
    profiles: everyProfile,
    reached: (step) => failedAt(step, 'domain_alloc_blocked') && step.outcome.kind === 'done',
  }),
  defineWitness({
    id: 'blocking-domain-left',
    situation: 'A claim is refused by the IOMMU driver, and the group keeps its blocking domain.',
    profiles: everyProfile,
    reached: (step) =>
      failedAt(step, 'set_group_domain') && groupBefore(step)?.hasBlockingDomain === false,
  }),
  defineWitness({
    id: 'claimed-group-attached',
    situation: 'A slot of a group that user space owns is occupied.',
    profiles: everyProfile,
    reached: ({ after }) =>
      after.groups.some((group) => group.owner !== NO_OWNER && hasOccupiedSlot(group)),
  }),
  defineWitness({
    id: 'group-given-back',
    situation: 'The last claim ends, and the kernel has the group again.',
    profiles: everyProfile,
    reached: (step) => {
      const at = groupNamed(step);
      const { kind } = step.action;
      if (at === null || (kind !== 'group-release' && kind !== 'device-release')) return false;
      return groupBefore(step)?.owner !== NO_OWNER && step.after.groups[at]!.owner === NO_OWNER;
    },
  }),
  defineWitness({
    id: 'release-warned',
    situation: 'A group is released that nobody in user space owns, or whose slots are occupied.',
    profiles: everyProfile,
    callers: 'sloppy',
    reached: ({ action, outcome }) =>
      (action.kind === 'group-release' || action.kind === 'device-release') && 'warned' in outcome,
  }),
  defineWitness({
    id: 'remove-with-pasid-attached',
    situation: 'A driver leaves with a PASID attached, and stays counted for ever (B32).',
    profiles: everyProfile,
    callers: 'sloppy',
    reached: (step) => {
      const group = groupBefore(step);
      if (step.action.kind !== 'driver-remove' || group === undefined) return false;
      return group.ownerCount > 0 && group.owner === NO_OWNER && hasAttachedSlot(group);
    },
  }),
  defineWitness({
    id: 'owner-discounted',
    situation: 'A driver that was never counted takes the last claim of an owner off the count.',
    profiles: everyProfile,
    callers: 'sloppy',
    reached: (step) => {
      const at = groupNamed(step);
      if (step.action.kind !== 'driver-remove' || at === null) return false;
      const { owner, ownerCount } = step.after.groups[at]!;
      return owner !== NO_OWNER && ownerCount === 0;
    },
  }),
] as const;

function groupBefore(step: ModelStep) {
  return step.before.groups[groupNamed(step) ?? -1];
}

function isClaim({ action }: ModelStep): boolean {
  return action.kind === 'group-claim' || action.kind === 'device-claim';
}
