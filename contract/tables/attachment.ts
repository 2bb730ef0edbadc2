import { ATTACH, DETACH } from './attach.js';
import type { ActionTable } from './table.js';

/** Slots of groups, and the domains in them: drivers/iommu/iommu.c of 6.12. */
export const attachmentTables = [
  {
    action: 'pasid-attach',
    actor: 'the driver bound to the device',
    kernel: 'iommu_attach_device_pasid (6.12)',
    requires: [],
    lawful: [
      'the handle is none, or is in no slot',
      'under actions: whole: nobody has claimed the group of the device (I34: a kernel driver has no business in it then)',
    ],
    checks: [
      {
        when: "the id is not in the record of this device's driver",
        answer: 'EPERM',
        policy: 'attachBy: holder',
        source:
          'decision (DESIGN 2.1): a refused holder check comes before everything else; mainline has none',
      },
      {
        when: 'the domain cannot be attached to a PASID',
        answer: 'EOPNOTSUPP',
        source: 'iommu_attach_device_pasid (6.12)',
      },
      ...ATTACH,
    ],
    answer: 'done',
    effect: [
      'Each member that can tag its DMA was told (PASID, domain), in order.',
      'The slot of the group is attached and holds the handle and the domain (6.12 keeps the handle alone, and the domain in the handle; that a failed attach with a handle in use overwrites it there is not modelled). Without a handle it is reserved: occupied for every attach, but no lookup finds anything in it. It keeps its domain all the same, as from 6.15 on.',
    ],
  },
  {
    action: 'pasid-detach',
    actor: 'the driver bound to the device',
    kernel: 'iommu_detach_device_pasid (6.12)',
    requires: ['the device is in a group (the kernel would follow a null pointer)'],
    lawful: ['the slot is attached and holds this domain (I30)'],
    checks: [],
    answer: 'done',
    effect: [
      'The members are told also where the slot is empty or draining already; it then stays as it is. What the slot held is not looked at.',
      ...DETACH,
      'An SVA handle that was in the slot lives on, out of its slot.',
    ],
  },
  {
    action: 'pasid-replace',
    actor: 'the driver bound to the device',
    kernel: 'iommu_replace_device_pasid (6.15)',
    policy: 'actions: whole',
    requires: [],
    lawful: ['the handle is in no slot', 'nobody has claimed the group of the device (I34)'],
    checks: [
      {
        when: "the id is not in the record of this device's driver",
        answer: 'EPERM',
        policy: 'attachBy: holder',
        source: 'decision (DESIGN 2.1): a refused holder check comes before everything else',
      },
      {
        when: 'the device is in no group, or is unplugged',
        answer: 'ENODEV',
        source: 'iommu_replace_device_pasid (6.15)',
      },
      {
        when: 'the domain cannot be attached to a PASID',
        answer: 'EOPNOTSUPP',
        source: 'iommu_replace_device_pasid (6.15)',
      },
      {
        when: 'the domain is of another IOMMU driver than the device, or the PASID is 0, or there is no handle',
        answer: 'EINVAL',
        source: 'iommu_replace_device_pasid (6.15)',
      },
      {
        when: 'the slot is empty',
        answer: 'EINVAL',
        source: 'iommu_replace_device_pasid (6.15), I53, B28',
      },
      {
        when: 'the slot is draining',
        answer: 'EBUSY',
        source: 'decision (DESIGN 2.2): 6.15 has no such slots',
      },
      {
        when: 'the slot holds this handle already',
        answer: 'EINVAL',
        warns: true,
        source: 'iommu_replace_device_pasid (6.15): WARN_ON',
      },
      {
        when: 'the domain is another one than that in the slot, and the IOMMU driver refuses it on a member',
        answer: 'EIO',
        fault: 'set_dev_pasid',
        source:
          "iommu_replace_device_pasid (6.15), I23: the driver's own errno, here EIO; the members that can tag are told in order",
        leaves:
          'nothing: the members that were told before are told the old domain again, in order; slot and handle are the old ones',
      },
    ],
    answer: 'done',
    effect: [
      'If the domain is another one than that in the slot, each plugged member that can tag its DMA was told (PASID, new domain), in order, without a remove in between; and then each pending page request of the PASID on these members is answered INVALID (iommufd_auto_response_faults, 6.15; B30).',
      'The slot holds the new handle and domain.',
    ],
  },
  {
    action: 'attach-handle-get',
    actor: 'the fault handler, or a driver',
    kernel: 'iommu_attach_handle_get (6.12)',
    requires: [],
    checks: [
      {
        when: 'the slot is empty, draining or reserved',
        answer: 'ENOENT',
        source: 'iommu_attach_handle_get (6.12)',
      },
      {
        when: 'a type is asked for and the domain in the slot is of another one',
        answer: 'EBUSY',
        source: 'iommu_attach_handle_get (6.12)',
      },
    ],
    answer: 'found',
    effect: ['Nothing changes. The answer is the handle in the slot.'],
  },
] as const satisfies readonly ActionTable[];
