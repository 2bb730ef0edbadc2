import { NO_OWNER } from '#contract';
import { groupNamed } from '../outcomes/reasons.js';
import { defineTransitionInvariant, everyProfile, type ModelStep } from '../properties.js';
import { hasAttachedSlot, hasDrainingSlot } from '../relations/members.js';
import { hasOccupiedSlot } from '../state/state.js';

/** Falls when a claim looks at the count only, or not at all. */
export const claimTakesIdleGroup = defineTransitionInvariant({
  id: 'claim-takes-idle-group',
  claim:
    'A group gets an owner only by a claim that names it, or for the user who opens a VFIO file on a device of it, and only while nobody uses it and none of its slots is occupied, be it by a drain.',
  why: 'The new owner would take over devices that still reach the memory of a process by their PASIDs.',
  kernel: '__iommu_take_dma_ownership (6.12)',
  facts: ['I34', 'I35'],
  formula:
    '∀ g: owner′(g) ∉ {owner(g), nobody} implies claim(g, owner′(g)) granted, count(g) = 0, domain(g) ≠ blocking and slots(g) = ∅',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'claim-refused-attached',
  violation(step) {
    const { before, after } = step;
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!;
      const { owner } = after.groups[at]!;
      if (owner === old.owner || owner === NO_OWNER) continue;
      const isClaimed = claimantOf(step) === owner && groupNamed(step) === at;
      const isIdle = old.ownerCount === 0 && old.domain !== 'blocking' && !hasOccupiedSlot(old);
      if (isClaimed && isIdle) continue;
      return {
        reason: isClaimed
          ? `owner${owner} was given g${at}, which was in use`
          : `owner${owner} has g${at} and did not claim it`,
        at: [`g${at}`, `owner${owner}`],
      };
    }
    return undefined;
  },
});

/** Falls when a release forgets the count, the owner or the domain. */
export const releaseEmptiesOwner = defineTransitionInvariant({
  id: 'release-empties-owner',
  claim: 'A release that ends an ownership leaves no owner, no count and no blocking domain.',
  why: 'A group that is half released can be used by nobody: neither probe nor claim would be let in.',
  kernel: '__iommu_release_dma_ownership (6.12)',
  facts: ['I36'],
  formula:
    'group-release, or device-release with count(g) ≤ 1, without a warning, implies count′(g) = 0, owner′(g) = nobody, domain′(g) ≠ blocking',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'group-given-back',
  violation(step) {
    const { action, outcome, before, after } = step;
    if (action.kind !== 'group-release' && action.kind !== 'device-release') return undefined;
    const at = groupNamed(step);
    if (at === null || 'warned' in outcome) return undefined;
    if (action.kind === 'device-release' && before.groups[at]!.ownerCount > 1) return undefined;

    const { ownerCount, owner, domain } = after.groups[at]!;
    if (ownerCount === 0 && owner === NO_OWNER && domain !== 'blocking') return undefined;
    return {
      reason: `g${at} was released and has owner ${owner}, count ${ownerCount} and its ${domain} domain`,
      at: [`g${at}`],
    };
  },
});

/** Falls when a release or a removal does not look at the slots. */
export const occupiedGroupStaysOwned = defineTransitionInvariant({
  id: 'occupied-group-stays-owned',
  claim:
    'While a slot of a group is attached its owner stays, the last claim stays, and a driver that leaves is taken off the count only where its device is pulled out.',
  why: 'The next user of the group would inherit devices that still reach the memory of the last one.',
  kernel: '__iommu_release_dma_ownership, iommu_device_unuse_default_domain (6.12): B32',
  facts: ['I36'],
  formula:
    '∀ g: some slot attached before, and after file-close or device-unplug still attached, implies owner′(g) = owner(g) and (count′(g) < count(g) only by device-release or file-close, to 1 or more, or by device-unplug, by 1)',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'claimed-group-attached',
  violation({ action, before, after }) {
    const mayDetach = action.kind === 'file-close' || action.kind === 'device-unplug';
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!;
      const now = after.groups[at]!;
      if (old === now || !hasAttachedSlot(old)) continue;
      if (mayDetach && !hasAttachedSlot(now)) continue;
      const lowered = old.ownerCount - now.ownerCount;
      const isShared = action.kind === 'device-release' || action.kind === 'file-close';
      const isLawfully = isShared
        ? now.ownerCount >= 1
        : action.kind === 'device-unplug' && lowered === 1;
      if (now.owner === old.owner && (lowered <= 0 || isLawfully)) continue;
      return {
        reason: `g${at} went from owner ${old.owner}, count ${old.ownerCount} to owner ${now.owner}, count ${now.ownerCount} with a PASID attached`,
        at: [`g${at}`],
      };
    }
    return undefined;
  },
});

/** Falls when a probe looks at the count only, or overlooks what is still on its way. */
export const probeMeetsIdleGroup = defineTransitionInvariant({
  id: 'probe-meets-idle-group',
  claim:
    'A driver of the kernel is let into a group only under its default domain, with no owner in user space, and under the reference with no slot that drains; as a second one only with every slot empty.',
  why: 'The driver would be given DMA that a virtual machine, or a process, has still on its way.',
  kernel: 'iommu_device_use_default_domain (6.12)',
  facts: ['I34', 'L7'],
  formula:
    'driver-probe of d in g raises count(g) only if owner(g) = nobody, domain(g) = default, no slot of g drains, and count(g) > 0 implies slots(g) = ∅',
  profiles: everyProfile,
  callers: 'lawful',
  antecedent: 'probe-of-attached-group',
  violation(step) {
    const at = groupNamed(step);
    if (step.action.kind !== 'driver-probe' || at === null) return undefined;
    const old = step.before.groups[at]!;
    if (step.after.groups[at]!.ownerCount <= old.ownerCount) return undefined;
    const isFree = old.owner === NO_OWNER && old.domain === 'default' && !hasDrainingSlot(old);
    if (isFree && (old.ownerCount === 0 || !hasOccupiedSlot(old))) return undefined;
    return {
      reason: `a driver was let into g${at}, which has owner ${old.owner} and its ${old.domain} domain`,
      at: [`g${at}`],
    };
  },
});

/** The claimant for whom a step claims a group. */
function claimantOf({ action, before }: ModelStep): number {
  if ('owner' in action) return action.owner;
  if (action.kind !== 'vfio-open') return NO_OWNER;
  const process = before.processes[action.process];
  return process?.phase === 'running' ? before.topology.owners + process.user : NO_OWNER;
}
