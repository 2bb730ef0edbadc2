import { NO_OWNER } from '#contract';
import { done } from '../outcome.js';
import { defineAction } from '../vocabulary.js';

/** Until its bus is probed a group has no default domain, and drivers have to wait. */
export const groupDefaultDomainReady = defineAction({
  kind: 'group-default-domain-ready',
  summary: 'Give a group the default domain it did not have at boot.',
  kernel: "none; the recordings' stand-in for iommu_setup_default_domain (6.12)",
  params: { group: 'group' },

  isPossible: ({ groups }, { group }) => !groups[group]!.hasDefaultDomain,

  // The real function would move a claimed group, too: the recordings do not show that.
  isLawful: ({ groups }, { group }) => groups[group]!.owner === NO_OWNER,

  step(draft, { group }) {
    const ready = draft.groups[group]!;
    ready.hasDefaultDomain = true;
    if (ready.owner === NO_OWNER) ready.domain = 'default';
    return done;
  },
});
