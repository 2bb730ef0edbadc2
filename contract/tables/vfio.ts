import { ALLOCATE, LET_GO } from './allocator.js';
import { ATTACH, DETACH } from './attach.js';
import { OPEN } from './files.js';
import { TAKE, TAKEN } from './ownership.js';
import type { ActionTable, Check } from './table.js';

/** The designs in which VFIO allocates; else nothing but /dev/sva and drivers do. */
const VFIO_ALLOCATES = 'quota: set or vfio';

const HOLDS_VFIO = 'the process is running and holds the file, a VFIO device';

/** VFIO takes ids from whoever made them; that the caller may use one shows in a file it holds. */
const NOT_HELD = {
  when: 'the id is in the record of no /dev/sva file that the process holds, and of no VFIO file that it holds and that allocated it',
  answer: 'EPERM',
  policy: 'attachBy: holder',
  source:
    'decision (DESIGN 2.1, claim P8): VFIO accepts an id made by /dev/sva; a refused holder check comes before everything else',
} as const satisfies Check;

const UNPLUGGED = {
  when: 'the device is unplugged',
  answer: 'ENODEV',
  source: 'vfio_device_fops_unl_ioctl (6.12): the device is going away',
} as const satisfies Check;

/**
 * VFIO devices that a virtual machine owns, and its guest's PASIDs. Attach, replace and detach are
 * those of 6.15, with ids from /dev/sva in place of numbers that user space makes up.
 */
export const vfioTables = [
  {
    action: 'vfio-open',
    actor: 'the process (a virtual machine monitor)',
    kernel: 'vfio_device_fops_cdev_open, vfio_df_ioctl_bind_iommufd, iommufd_device_bind (6.12)',
    policy: 'actions: whole',
    requires: ['the process is running'],
    lawful: ['the device is in no group, or its group has its default domain to go back to'],
    checks: [
      ...OPEN,
      {
        when: 'the device is unplugged, or in no group',
        answer: 'ENODEV',
        source: 'vfio_device_fops_cdev_open, iommu_device_claim_dma_owner (6.12)',
      },
      {
        when: 'the device is open already, through another file',
        answer: 'EINVAL',
        source: 'vfio_df_ioctl_bind_iommufd (6.12), I39',
      },
      {
        when: 'the user of the process has no VFIO file open yet, and fewer ids are neither out nor reserved than a set reserves',
        answer: 'ENOSPC',
        policy: 'quota: set',
        source:
          'decision (DESIGN 2.3, S); ioasid_set_alloc (series of Feb 2021): a quota above what is available. Before the group is taken, so that nothing has to be given back',
      },
      {
        when: 'the owner count is above 0 and the owner is not the user of the process',
        answer: 'EPERM',
        source: 'iommu_device_claim_dma_owner (6.12), I34, I38',
      },
      ...TAKE.map((check) => ({ ...check, when: `the owner count is 0, and ${check.when}` })),
    ],
    answer: 'opened',
    effect: [
      'The group of the device is claimed for the user of the process, as device-claim says: if that user owned it already the owner count is one higher, else:',
      TAKEN,
      'The lowest unused file number is a VFIO file of the device, with one reference, held by the process; it has an empty record of attached ids, one of ids that it allocated, and an empty guest map. Under quota: set, the ids of its user have a set from here on, with as many reserved as the limit of a user, until the last VFIO file of the user is closed. Its user is that of the opener, wherever the file goes.',
      'The file brings two I/O address spaces, behind the IOMMU driver of its device.',
    ],
  },
  {
    action: 'vfio-attach',
    actor: 'the process',
    kernel: 'vfio_df_ioctl_attach_pt with a PASID, iommu_attach_device_pasid (6.15)',
    policy: 'actions: whole',
    requires: [HOLDS_VFIO],
    checks: [
      NOT_HELD,
      UNPLUGGED,
      ...ATTACH.filter(({ answer }) => answer !== 'ENODEV').filter(
        ({ when }) => !when.startsWith('the domain is of another'),
      ),
    ],
    answer: 'done',
    effect: [
      'The slot of the group is attached, without a handle, under the first I/O address space of the file; each plugged member that can tag its DMA was told, in order.',
      'The id is in the record of the VFIO file.',
    ],
  },
  {
    action: 'vfio-replace',
    actor: 'the process',
    kernel: 'vfio_df_ioctl_attach_pt with an attached PASID, iommu_replace_device_pasid (6.15)',
    policy: 'actions: whole',
    requires: [HOLDS_VFIO],
    checks: [
      NOT_HELD,
      UNPLUGGED,
      {
        when: 'the slot is not attached under an address space of this file',
        answer: 'EINVAL',
        source: 'iommu_replace_device_pasid, iommufd_device_do_replace (6.15), I53, B28',
      },
      {
        when: 'the IOMMU driver refuses the PASID on a member',
        answer: 'EIO',
        fault: 'set_dev_pasid',
        source: "iommu_replace_device_pasid (6.15), I23: the driver's own errno, here EIO",
        leaves:
          'nothing: the members that were told before are told the old address space again, in order',
      },
    ],
    answer: 'done',
    effect: [
      'The slot is under the other I/O address space of the file; each plugged member that can tag its DMA was told, in order, without a remove in between. Record and guest map stay.',
    ],
  },
  {
    action: 'vfio-detach',
    actor: 'the process',
    kernel: 'vfio_df_ioctl_detach_pt with a PASID (6.15)',
    policy: 'actions: whole',
    requires: [HOLDS_VFIO],
    checks: [
      {
        when: 'the slot is not attached under an address space of this file',
        answer: 'done',
        source: 'vfio_df_ioctl_detach_pt (6.15): an unknown id is a silent success',
        leaves: 'everything as it was',
      },
    ],
    answer: 'done',
    effect: [
      "The slot is detached. The id leaves the file's record, and with it the entry of the guest's map that leads to it.",
      ...DETACH,
    ],
  },
  {
    action: 'vfio-alloc',
    actor: 'the process',
    kernel: 'none in 6.12; VFIO_IOMMU_PASID_REQUEST with ALLOC of the series of 2020',
    policy: VFIO_ALLOCATES,
    requires: [HOLDS_VFIO],
    checks: [
      ALLOCATE[0],
      {
        when: 'VFIO allocated as many ids for the user of the file as the limit of a user, those let go included until they are free',
        answer: 'EAGAIN',
        policy: 'quota: set',
        source:
          'decision (DESIGN 2.3, S); ioasid_alloc (series of Feb 2021): the quota of the set is spent',
      },
      {
        when: 'VFIO allocated as many ids for the user of the file as the limit of a user, those let go included until they are free',
        answer: 'ENOSPC',
        policy: 'quota: vfio',
        source:
          'decision (DESIGN 2.3, V); VFIO_IOMMU_PASID_REQUEST (v7): any failure of the allocator, so quota and exhaustion look the same',
      },
      ...ALLOCATE.filter(
        ({ answer, source }) => answer === 'ENOSPC' && !source.startsWith('decision'),
      ).slice(1),
    ],
    answer: 'granted',
    effect: [
      'A free id in the range of the device of the file is allocated, for the user of the file: whoever opened it, not whoever calls.',
      'The id is in the record of ids that the file allocated. Who holds the file may attach it.',
    ],
  },
  {
    action: 'vfio-free',
    actor: 'the process',
    kernel: 'none in 6.12; VFIO_IOMMU_PASID_REQUEST with FREE of the series of 2020',
    policy: VFIO_ALLOCATES,
    requires: [HOLDS_VFIO],
    checks: [
      {
        when: 'the file did not allocate the id',
        answer: 'done',
        source: 'VFIO_IOMMU_PASID_REQUEST (v7): no error for ids that are not owned',
        leaves: 'everything as it was',
      },
    ],
    answer: 'done',
    effect: ['The id leaves the record of ids that the file allocated.', ...LET_GO],
  },
  {
    action: 'guest-bind',
    actor: 'the process, for the guest behind the VFIO file',
    kernel: 'none in 6.12; ioasid_attach_spid of the series of Feb 2021',
    policy: 'actions: whole',
    requires: [HOLDS_VFIO],
    checks: [
      NOT_HELD,
      {
        when: "the guest's PASID is in the guest's map already",
        answer: 'EINVAL',
        source: 'ioasid_attach_spid (series of Feb 2021), I64',
      },
      {
        when: 'the slot of the id is not attached under an address space of this file',
        answer: 'ENOENT',
        source: 'ioasid_attach_spid (series of Feb 2021): an id unknown there',
      },
      {
        when: "the id is in the guest's map already",
        answer: 'EBUSY',
        source: 'ioasid_attach_data (series of Feb 2021)',
      },
      {
        when: 'there is no memory for the entry',
        answer: 'ENOMEM',
        fault: 'kzalloc_guest_pasid',
        source: 'decision: every allocation can fail',
      },
    ],
    answer: 'done',
    effect: ["The guest's map leads from the guest's PASID to the id."],
  },
  {
    action: 'guest-unbind',
    actor: 'the process, for the guest behind the VFIO file',
    kernel: 'none in 6.12; ioasid_detach_spid of the series of Feb 2021',
    policy: 'actions: whole',
    requires: [HOLDS_VFIO],
    checks: [
      {
        when: "the guest's PASID is not in the guest's map",
        answer: 'ENOENT',
        source: 'decision: as an id that ioasid_find does not know',
      },
    ],
    answer: 'done',
    effect: ["The entry leaves the guest's map. The slot stays attached."],
  },
] as const satisfies readonly ActionTable[];
