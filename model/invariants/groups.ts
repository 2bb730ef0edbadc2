import { groupId, NO_OWNER } from '#contract';
import { defineInvariant } from '../properties.js';
import { memberCount } from '../state/members.js';

/** Falls when a claim or a release does only half of what it is for. */
export const ownerExclusive = defineInvariant({
  id: 'owner-exclusive',
  claim:
    'A group is under the blocking domain exactly while somebody in user space owns it, counted at least once; drivers of the kernel use it only under its default domain.',
  why: 'A driver of the kernel and a virtual machine would reach each other’s memory through one group.',
  kernel: 'iommu_group_claim_dma_owner, iommu_device_use_default_domain (6.12)',
  facts: ['I34'],
  formula:
    '∀ g: owner(g) ≠ nobody ⇔ domain(g) = blocking; owner(g) ≠ nobody ⇒ count(g) > 0; count(g) > 0 and owner(g) = nobody ⇒ domain(g) = default',
  callers: 'lawful',
  antecedent: 'probe-busy',
  violation({ groups }) {
    for (let at = 0; at < groups.length; at++) {
      const { owner, ownerCount, domain } = groups[at]!;
      const isOwned = owner !== NO_OWNER;
      if (isOwned !== (domain === 'blocking')) {
        return {
          reason: `g${at} has ${isOwned ? `owner${owner}` : 'no owner'} and is under its ${domain} domain`,
          at: [`g${at}`],
        };
      }
      if (isOwned && ownerCount <= 0) {
        return { reason: `g${at} has owner${owner} and a count of ${ownerCount}`, at: [`g${at}`] };
      }
      if (!isOwned && ownerCount > 0 && domain !== 'default') {
        return { reason: `drivers use g${at}, which has no default domain`, at: [`g${at}`] };
      }
    }
    return undefined;
  },
});

/** Falls when a driver is counted twice, or stays counted after it left. */
export const ownerCountBounded = defineInvariant({
  id: 'owner-count-bounded',
  claim:
    'Without an owner in user space, a group counts at most one driver for each of its devices.',
  why: 'A driver that left stays counted, and user space can never claim the group again.',
  kernel: 'iommu_device_use_default_domain, iommu_device_unuse_default_domain (6.12)',
  facts: ['I36', 'L7'],
  formula: '∀ g: owner(g) = nobody implies 0 ≤ count(g) ≤ |members(g)|',
  callers: 'lawful',
  antecedent: 'group-fully-driven',
  violation({ topology, groups }) {
    for (let at = 0; at < groups.length; at++) {
      const { owner, ownerCount } = groups[at]!;
      if (owner !== NO_OWNER) continue;
      const members = memberCount(topology, groupId(at));
      if (ownerCount >= 0 && ownerCount <= members) continue;
      return {
        reason: `g${at} has ${members} devices and counts ${ownerCount} drivers`,
        at: [`g${at}`],
      };
    }
    return undefined;
  },
});
