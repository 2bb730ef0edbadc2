import type { ActionTable, Check } from './table.js';

/** Taking a group from the kernel's own drivers: the checks that both claims share, in order. */
export const TAKE = [
  {
    when: 'the group has a domain outside PASIDs that is not the default one, or one of its slots is occupied, be it by a drain',
    answer: 'EBUSY',
    source: '__iommu_take_dma_ownership (6.12)',
  },
  {
    when: 'the group has no blocking domain yet; the driver makes neither a blocking one nor, asked next, an empty one',
    answer: 'ENOMEM',
    fault: 'domain_alloc_unmanaged',
    source:
      '__iommu_group_alloc_blocking_domain (6.12): a failure at domain_alloc_blocked, whatever its errno, is followed by the attempt at domain_alloc_unmanaged, whose errno is answered, here ENOMEM. After one failure the claim goes on with the empty domain',
  },
  {
    when: 'the driver refuses to put the group under the blocking domain',
    answer: 'EIO',
    fault: 'set_group_domain',
    source: "__iommu_take_dma_ownership (6.12): the driver's own errno, here EIO",
    leaves: 'the blocking domain stays with the group and is not made again',
  },
] as const satisfies readonly Check[];

/** What a claim makes true. */
export const TAKEN =
  'The group is under its blocking domain, its owner is the one given, and the owner count is 1.';

/** Giving a group back: what both releases share. */
export const GIVEN_BACK = [
  'The owner count is 0, the group has no owner and is under its default domain again.',
  'Decision: under actions: whole a group that has no default domain yet is then under none. Lawful callers do not release such a group.',
] as const;

/** What 6.12 does where there is no default domain; no recording shows it, the live code does. */
const RELEASE_STRANDS = {
  when: 'the group has no default domain yet',
  answer: 'done',
  warns: true,
  policy: 'actions: recorded',
  source:
    '__iommu_group_set_domain_internal (6.12): WARN_ON(!new_domain); lawful callers never get there',
  leaves:
    'the owner count is 0 and the group has no owner, and it stays under its blocking domain, so that every later claim answers EBUSY until it gets its default domain',
} as const satisfies Check;

const RELEASE_WARNS = {
  when: 'the owner count is 0, or the group has no owner, or one of its slots is attached (slots that only drain do not count)',
  answer: 'done',
  warns: true,
  source:
    '__iommu_release_dma_ownership (6.12): WARN_ON, nothing is released (B32 for the claims after it)',
} as const satisfies Check;

/**
 * DMA ownership of a group: used by the drivers of the kernel, counted, or by one owner in user
 * space, counted too. drivers/iommu/iommu.c of 6.12. The kernel does not know which driver or which
 * claimant a count came from.
 */
export const ownershipTables = [
  {
    action: 'driver-probe',
    actor:
      'the driver core, before a driver that does not manage DMA itself (driver_managed_dma) is bound to the device',
    kernel: 'iommu_device_use_default_domain (6.12)',
    requires: ['under actions: whole: no kernel driver is bound to the device'],
    lawful: [
      'under actions: recorded, where nobody notes who is bound: while kernel drivers use the group, fewer of its devices are in use than it has',
    ],
    checks: [
      {
        when: 'the device is unplugged',
        answer: 'ENODEV',
        policy: 'actions: whole',
        source: 'decision: the driver core does not probe a device that is not there',
      },
      {
        when: 'the device is in no group',
        answer: 'done',
        source: 'iommu_device_use_default_domain (6.12): 0, nothing to count',
        leaves: 'under actions: whole, its kernel driver is bound',
      },
      {
        when: 'the group has no default domain yet',
        answer: 'EPROBE_DEFER',
        source: 'iommu_device_use_default_domain (6.12)',
      },
      {
        when: 'a slot of the group is draining',
        answer: 'EBUSY',
        policy: 'drain: asynchronous',
        source:
          'decision (DESIGN 2.2): a driver that is let in could be given DMA that is still on its way; also with count 0',
      },
      {
        when: 'the owner count is above 0, and the group is not under its default domain, or has an owner, or one of its slots is occupied',
        answer: 'EBUSY',
        source: 'iommu_device_use_default_domain (6.12); with count 0 nothing of this is looked at',
      },
    ],
    answer: 'done',
    effect: [
      'The owner count is one higher.',
      'Under actions: whole, a kernel driver is bound to the device from here on.',
    ],
  },
  {
    action: 'driver-remove',
    actor: 'the driver core, after such a driver has left the device',
    kernel: 'iommu_device_unuse_default_domain (6.12)',
    requires: ['under actions: whole: a kernel driver is bound to the device'],
    lawful: [
      'the device is in no group, or kernel drivers use the group (owner count above 0, no owner) and none of its slots is attached (I36)',
    ],
    checks: [
      {
        when: 'the device is in no group',
        answer: 'done',
        source: 'iommu_device_unuse_default_domain (6.12)',
        leaves: 'under actions: whole, no kernel driver is bound any more',
      },
      {
        when: 'the owner count is 0, or one of the slots of the group is attached (slots that only drain do not count)',
        answer: 'done',
        warns: true,
        source: 'iommu_device_unuse_default_domain (6.12): WARN_ON, no decrement',
      },
    ],
    answer: 'done',
    effect: [
      'The owner count is one lower, whoever the owner is.',
      "Under actions: whole, no kernel driver is bound any more. The ids in the driver's record stay there: a lawful driver frees them itself, before or after.",
    ],
  },
  {
    action: 'group-claim',
    actor: 'user space, through the group (VFIO containers)',
    kernel: 'iommu_group_claim_dma_owner (6.12)',
    requires: [],
    lawful: ['the owner is a claimant that calls for itself'],
    checks: [
      {
        when: 'the owner is nobody',
        answer: 'EINVAL',
        warns: true,
        source: 'iommu_group_claim_dma_owner (6.12)',
      },
      {
        when: 'the owner count is above 0',
        answer: 'EPERM',
        source: 'iommu_group_claim_dma_owner (6.12); also for the same owner',
      },
      ...TAKE,
    ],
    answer: 'done',
    effect: [TAKEN],
  },
  {
    action: 'group-release',
    actor: 'user space, through the group',
    kernel: 'iommu_group_release_dma_owner (6.12)',
    requires: [],
    lawful: [
      'the owner count is 1, the owner is a claimant that calls for itself (a group that VFIO claimed is released by closing the file), no slot of the group is attached (I36), and the group has its default domain to go back to',
    ],
    checks: [RELEASE_WARNS, RELEASE_STRANDS],
    answer: 'done',
    effect: [...GIVEN_BACK, 'That holds whatever the count was before.'],
  },
  {
    action: 'device-claim',
    actor: 'user space, through one device (iommufd, VFIO cdev)',
    kernel: 'iommu_device_claim_dma_owner (6.12)',
    requires: [],
    lawful: ['the owner is a claimant that calls for itself'],
    checks: [
      {
        when: 'the owner is nobody',
        answer: 'EINVAL',
        warns: true,
        source: 'iommu_device_claim_dma_owner (6.12)',
      },
      {
        when: 'the device is in no group',
        answer: 'ENODEV',
        source: 'iommu_device_claim_dma_owner (6.12)',
      },
      {
        when: 'the owner count is above 0 and the owner is another one, or none',
        answer: 'EPERM',
        source: 'iommu_device_claim_dma_owner (6.12)',
      },
      {
        when: 'the owner count is above 0 and the owner is this one',
        answer: 'done',
        source: 'iommu_device_claim_dma_owner (6.12)',
        leaves: 'the owner count is one higher; nothing else is looked at',
      },
      ...TAKE,
    ],
    answer: 'done',
    effect: [TAKEN],
  },
  {
    action: 'device-release',
    actor: 'user space, through one device',
    kernel: 'iommu_device_release_dma_owner (6.12)',
    requires: [
      'the device belongs to a group, also if it is unplugged by now: its claim would be stuck otherwise (the kernel would follow a null pointer; decision)',
    ],
    lawful: [
      'there is an owner, and it is a claimant that calls for itself; and, if the owner count is 1, no slot of the group is attached (I36) and the group has its default domain to go back to',
    ],
    checks: [
      {
        when: 'the owner count is above 1',
        answer: 'done',
        source: 'iommu_device_release_dma_owner (6.12)',
        leaves: 'the owner count is one lower, whoever the owner is; nothing else is looked at',
      },
      RELEASE_WARNS,
      RELEASE_STRANDS,
    ],
    answer: 'done',
    effect: GIVEN_BACK,
  },
  {
    action: 'group-default-domain-ready',
    actor: 'the IOMMU core, once the bus was probed',
    kernel: "none; the recordings' stand-in for iommu_setup_default_domain (6.12)",
    requires: ['the group has no default domain yet'],
    lawful: ['nobody has claimed the group'],
    checks: [],
    answer: 'done',
    effect: [
      'The group has its default domain, and is under it if nobody owns it.',
      'The real function can fail, and also moves a group that was claimed before it had a default domain; neither is modelled.',
    ],
  },
] as const satisfies readonly ActionTable[];
