import type { ActionTable, Check } from './table.js';

/**
 * Putting a domain into the slot of a PASID in a device's group, in order: what pasid-attach and each
 * attempt of a bind share (iommu_attach_device_pasid of 6.12, from its second check on; the first,
 * EOPNOTSUPP, is a row of pasid-attach, and SVA domains are taken to have set_dev_pasid).
 */
const ATTACH = [
  {
    when: 'the device is in no group',
    answer: 'ENODEV',
    source: 'iommu_attach_device_pasid (6.12)',
  },
  {
    when: 'the domain is of another IOMMU driver than the device, or the PASID is 0',
    answer: 'EINVAL',
    source: 'iommu_attach_device_pasid (6.12), I03',
  },
  {
    when: 'some member of the group that can tag its DMA (maxPasids above 0) has a maxPasids that is not above the PASID',
    answer: 'EINVAL',
    source:
      'iommu_attach_device_pasid (6.12.93 and later), I04; members that cannot tag are skipped',
  },
  {
    when: 'the slot is occupied, or reserved',
    answer: 'EBUSY',
    source: 'iommu_attach_device_pasid (6.12): xa_insert, I20',
  },
  {
    when: 'there is no memory for the slot',
    answer: 'ENOMEM',
    fault: 'xa_insert',
    source: 'iommu_attach_device_pasid (6.12)',
  },
  {
    when: 'the IOMMU driver refuses the PASID on a member',
    answer: 'EIO',
    fault: 'set_dev_pasid',
    source:
      "__iommu_set_group_pasid (6.12): the driver's own errno, here EIO; the members that can tag are told in order",
    leaves:
      'nothing: the members that were told before are told to remove it, in order, the one that refused is not (B23), and the slot is empty again (I22)',
  },
] as const satisfies readonly Check[];

/** Slots of groups, and the domains in them: drivers/iommu/iommu.c of 6.12. */
export const attachmentTables = [
  {
    action: 'pasid-attach',
    actor: 'the driver bound to the device',
    kernel: 'iommu_attach_device_pasid (6.12)',
    requires: [],
    lawful: ['the handle is none, or is in no slot'],
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
      'The slot of the group holds the handle and the domain (the kernel keeps the handle alone, and the domain in the handle; that a failed attach with a handle in use overwrites it there is not modelled). Without a handle it is reserved: occupied for every attach, but no lookup finds a handle or a domain in it.',
    ],
  },
  {
    action: 'pasid-detach',
    actor: 'the driver bound to the device',
    kernel: 'iommu_detach_device_pasid (6.12)',
    requires: ['the device is in a group (the kernel would follow a null pointer)'],
    lawful: [
      'the slot holds this domain, or is reserved and every member that can tag was last told this domain (I30)',
    ],
    checks: [],
    answer: 'done',
    effect: [
      'Each member that can tag its DMA is told to remove the PASID, in order, also where the slot is empty; then the slot is empty, whatever was in it.',
      'An SVA handle that was in the slot lives on, out of its slot.',
    ],
  },
  {
    action: 'attach-handle-get',
    actor: 'the fault handler, or a driver',
    kernel: 'iommu_attach_handle_get (6.12)',
    requires: [],
    checks: [
      {
        when: 'the slot is empty or reserved',
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
