import type { Fact } from './fact.js';

/** Slots, domains, handles and hardware; who drives a group. */
export const attachmentFacts = {
  I20: {
    said: 'A slot takes one domain; a second insert is refused.',
    source: '`xa_insert` in `iommu_attach_device_pasid` (6.12), EBUSY',
  },
  I21: {
    said: 'The members of a group that can tag their DMA agree about each PASID: the same domain on all, or none on any.',
    source:
      '`__iommu_set_group_pasid` (6.12), "iommu: Undo pasid attachment only for the devices that have succeeded"',
  },
  I22: {
    said: 'An attach that fails leaves slot and hardware as it met them.',
    source: 'error path of `iommu_attach_device_pasid` (6.12)',
  },
  I23: {
    said: 'A replace that fails leaves the old domain in force, and nobody sees the new one before the hardware has it.',
    source: '`iommu_replace_device_pasid` (6.15)',
  },
  I24: {
    said: 'On detach the hardware forgets the PASID before the slot can be taken again.',
    source: '`iommu_detach_device_pasid` (6.12)',
  },
  I25: {
    said: 'A handle is good from attach to detach; the caller of a lookup keeps both away from it.',
    source: 'kernel-doc of `iommu_attach_handle_get` (6.12)',
  },
  I26: {
    said: 'A handle is finished before a lookup can find it.',
    source: '"iommu/sva: Set handle->dev before the SVA handle is visible" (6.12.109)',
    outOfScope: 'Steps are atomic here: nobody can look in the middle of one.',
  },
  I27: {
    said: 'The users of an SVA handle are the binds less the unbinds of its group and mm, and the last one to go detaches.',
    source:
      '`iommu_sva_bind_device`, `iommu_sva_unbind_device` (6.12), "iommu/sva: Restore SVA handle sharing"',
  },
  I28: {
    said: 'An SVA handle that a bind finds in the slot is shared only if it is of the same mm.',
    source: '`iommu_sva_bind_device` (6.12), EBUSY',
  },
  I29: {
    said: 'An SVA domain has as many users as handles name it, and goes with the last.',
    source: '`iommu_sva_unbind_device` (6.12)',
  },
  I30: {
    said: "A detach names the domain that is in the slot; the core takes the caller's word for it.",
    source: 'kernel-doc of `iommu_detach_device_pasid` (6.12)',
    outOfScope:
      'It is what a lawful caller of pasid-detach promises, and so a condition and no claim.',
  },
  I31: {
    said: 'A domain that was attached before can always be attached again, so a roll-back succeeds.',
    source: 'comment and WARN in `drivers/iommu/iommu.c` (6.12)',
  },
  I32: {
    said: 'The IOMMU driver writes an entry of its PASID table only where none is present.',
    source: '`intel_pasid_setup_first_level` and its siblings (6.12), EBUSY',
    outOfScope:
      "A rule of one driver's own table. The machine keeps what the core last told each device, and stops there.",
  },
  I33: {
    said: 'An entry is taken down in one order: not present, PASID cache, IOTLB, device TLB, then the drain.',
    source:
      '`intel_pasid_tear_down_entry` (6.12), "iommu/vt-d: Clear Present bit before tearing down PASID entry"',
    outOfScope:
      'The caches are inside the IOMMU driver. To the core, and to the machine, taking an entry away is one callback.',
  },
  I34: {
    said: 'Kernel drivers and a user owner exclude each other in a group, and there is one such owner at most.',
    source:
      '`iommu_device_use_default_domain`, `iommu_group_claim_dma_owner` (6.12), EBUSY and EPERM',
  },
  I35: {
    said: 'A group can be claimed only if nobody uses it, it is under its default domain and its slots are empty.',
    source: '`__iommu_take_dma_ownership` (6.12)',
  },
  I36: {
    said: "A release, and a driver's leaving, come with all slots empty and the owner count above 0; else the kernel warns and counts nothing down.",
    source: '`__iommu_release_dma_ownership`, `iommu_device_unuse_default_domain` (6.12), WARN',
  },
  I37: {
    said: 'The last member leaves a group only while nobody counts on it and it is under its default domain.',
    source: '`__iommu_group_free_device` (6.12), WARN',
  },
  I38: {
    said: 'A driver of user space leaves the device alone until its claim has succeeded.',
    source: 'comment on `iommufd_device_bind` (6.12)',
  },
  I39: {
    said: 'The two ways to open a VFIO device exclude each other, and by the newer one a device is open once at most.',
    source:
      '`vfio_df_ioctl_bind_iommufd`, `vfio_group_ioctl_get_device_fd` (6.12), EBUSY and EINVAL',
  },
  I40: {
    said: 'A VFIO group has a container exactly while something uses one.',
    source: '`vfio_group_has_iommu` (6.12), WARN',
    outOfScope:
      'VFIO devices are opened one by one here; groups of VFIO and containers are not built.',
  },
} as const satisfies Readonly<Record<string, Fact>>;
