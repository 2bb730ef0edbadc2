import { NO_OWNER } from '#contract';
import { defineTransitionInvariant } from '../properties.js';
import { hasOccupiedSlot } from '../state/state.js';
import { isSame } from './difference.js';
import { groupNamed } from './reasons.js';

/** Falls when a claim looks at the count only, or not at all. */
export const claimTakesIdleGroup = defineTransitionInvariant({
  id: 'claim-takes-idle-group',
  claim:
    'A group gets an owner only by a claim that names it, and only while nobody uses it and none of its slots is occupied.',
  why: 'The new owner would take over devices that still reach the memory of a process by their PASIDs.',
  kernel: '__iommu_take_dma_ownership (6.12)',
  facts: ['I35'],
  formula:
    '∀ g: owner′(g) ∉ {owner(g), nobody} implies claim(g, owner′(g)) granted, count(g) = 0, domain(g) ≠ blocking and slots(g) = ∅',
  callers: 'any',
  antecedent: 'claim-refused-attached',
  violation(step) {
    const { action, before, after } = step;
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!;
      const { owner } = after.groups[at]!;
      if (owner === old.owner || owner === NO_OWNER) continue;
      const isClaimed = 'owner' in action && action.owner === owner && groupNamed(step) === at;
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
    'While a slot of a group is occupied its owner stays, the last count stays, and no driver that leaves is taken off the count.',
  why: 'The next user of the group would inherit devices that still reach the memory of the last one.',
  kernel: '__iommu_release_dma_ownership, iommu_device_unuse_default_domain (6.12): B32',
  facts: ['I36'],
  formula:
    '∀ g: slots(g) ≠ ∅ implies owner′(g) = owner(g) and (count′(g) < count(g) only by device-release, to 1 or more)',
  callers: 'any',
  antecedent: 'claimed-group-attached',
  violation({ action, before, after }) {
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!;
      const now = after.groups[at]!;
      if (old === now || !hasOccupiedSlot(old)) continue;
      const isLowered = now.ownerCount < old.ownerCount;
      const isLawfully = action.kind === 'device-release' && now.ownerCount >= 1;
      if (now.owner === old.owner && (!isLowered || isLawfully)) continue;
      return {
        reason: `g${at} went from owner ${old.owner}, count ${old.ownerCount} to owner ${now.owner}, count ${now.ownerCount} with a PASID attached`,
        at: [`g${at}`],
      };
    }
    return undefined;
  },
});

/** Falls when an attach replaces what it finds, or something else than a detach empties a slot. */
export const slotKeptUntilDetach = defineTransitionInvariant({
  id: 'slot-kept-until-detach',
  claim:
    'An occupied slot keeps its domain and its handle until a detach or a last unbind empties it.',
  why: 'The first user of the PASID would reach what the second one attached, and neither would know.',
  kernel: 'iommu_attach_device_pasid (6.12): xa_insert',
  facts: ['I20'],
  formula:
    '∀ g, p: slot(g, p) occupied implies slot′(g, p) = slot(g, p), or slot′(g, p) empty by pasid-detach or sva-unbind',
  callers: 'any',
  antecedent: 'attach-refused-occupied',
  violation({ action, before, after }) {
    const mayEmpty = action.kind === 'pasid-detach' || action.kind === 'sva-unbind';
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!.slots;
      const now = after.groups[at]!.slots;
      if (old === now) continue;
      for (const key in old) {
        if (now[key] === undefined ? mayEmpty : isSame(old[key], now[key])) continue;
        return {
          reason: `the slot of pasid ${key} was ${now[key] === undefined ? 'emptied' : 'filled anew'} by ${action.kind}`,
          at: [`g${at}`],
        };
      }
    }
    return undefined;
  },
});
