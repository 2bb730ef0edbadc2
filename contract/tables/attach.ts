import type { Check } from './table.js';

/**
 * Putting a domain into the slot of a PASID in a device's group, in order: what pasid-attach and each
 * attempt of a bind share (iommu_attach_device_pasid of 6.12, from its second check on; the first,
 * EOPNOTSUPP, is a row of pasid-attach, and SVA domains are taken to have set_dev_pasid).
 */
export const ATTACH = [
  {
    when: 'the device is in no group, or is unplugged',
    answer: 'ENODEV',
    source: 'iommu_attach_device_pasid (6.12)',
  },
  {
    when: 'the domain is of another IOMMU driver than the device, or the PASID is 0',
    answer: 'EINVAL',
    source: 'iommu_attach_device_pasid (6.12), I03',
  },
  {
    when: 'some member of the group that can tag its DMA (maxPasids above 0, plugged in) has a maxPasids that is not above the PASID',
    answer: 'EINVAL',
    source:
      'iommu_attach_device_pasid (6.12.93 and later), I04; members that cannot tag are skipped',
  },
  {
    when: 'the slot is occupied: attached, reserved or draining',
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

/**
 * The refusals of ATTACH that remain for a caller who has just allocated the id: its slots are empty
 * and the device is there. The id is given back.
 */
export const refusedAttach = ATTACH.filter(
  ({ answer, when }) =>
    answer === 'ENOMEM' || answer === 'EIO' || when.startsWith('some member of the group'),
).map((check) => ({
  ...check,
  when: `ATTACH refuses: ${check.when}`,
  leaves: 'the id and its charge are given back; slot and hardware are as before',
}));

/** Emptying a slot: what every detach shares. */
export const DETACH = [
  'DETACH: each plugged member that can tag its DMA is told to remove the PASID, in order; then the slot holds nothing any more.',
  'Under drain: inside-detach each page request that is pending there is answered, once, before the detach returns, and the slot is then empty. Under drain: asynchronous it is draining: occupied by nothing but page requests and invalidations that are on their way, until drain-complete. If the group has no plugged member that can tag its DMA there is nothing to wait for, and it is empty at once.',
  'When the last occupied slot at an id that nobody holds is empty, the id returns to the pool (LET_GO).',
] as const;
