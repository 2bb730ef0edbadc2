import { ALLOCATE } from './allocator.js';
import { refusedAttach } from './attach.js';
import { OPEN } from './files.js';
import type { ActionTable } from './table.js';

/**
 * Mediated devices: the parent stays with its kernel driver, and each part draws an id from the pool
 * that everybody draws on. Read in the idxd mdev series (2020-21, unmerged).
 */
export const mdevTables = [
  {
    action: 'mdev-create',
    actor: 'the system administrator',
    kernel: 'mdev_device_create (6.12)',
    policy: 'actions: whole',
    requires: ['the mediated device is not created'],
    checks: [
      {
        when: 'no kernel driver is bound to the parent, or it is unplugged',
        answer: 'ENODEV',
        source: 'mdev_device_create (6.12): the parent is not registered',
      },
      {
        when: 'there is no memory for the mediated device',
        answer: 'ENOMEM',
        fault: 'kzalloc_mdev',
        source: 'mdev_device_create (6.12)',
      },
    ],
    answer: 'done',
    effect: [
      'The mediated device is created, with this parent. Nothing is allocated for it, and nothing of the parent is claimed (P9). It stays created when the driver of its parent leaves; nobody can open it then.',
    ],
  },
  {
    action: 'mdev-remove',
    actor: 'the system administrator',
    kernel: 'mdev_device_remove (6.12)',
    policy: 'actions: whole',
    requires: ['the mediated device is created'],
    checks: [
      {
        when: 'it is open',
        answer: 'EBUSY',
        source: 'decision: the kernel waits for the last close; a step cannot wait',
      },
    ],
    answer: 'done',
    effect: ['The mediated device is not created.'],
  },
  {
    action: 'mdev-open',
    actor: 'the process (a virtual machine monitor)',
    kernel: 'vfio_device_fops_cdev_open (6.12), idxd mdev open with iommu_aux_get_pasid (series)',
    policy: 'actions: whole',
    requires: ['the process is running'],
    checks: [
      ...OPEN,
      {
        when: 'the mediated device is not created, or no kernel driver is bound to its parent',
        answer: 'ENODEV',
        source: 'vfio_device_fops_cdev_open (6.12): the device is going away',
      },
      {
        when: 'it is open already',
        answer: 'EBUSY',
        source: 'decision: one owner of the part at a time',
      },
      ...ALLOCATE,
      {
        when: 'the parent is in no group',
        answer: 'ENODEV',
        source: 'iommu_attach_device_pasid (6.12)',
        leaves: 'the id and its charge are given back',
      },
      ...refusedAttach,
    ],
    answer: 'opened',
    effect: [
      'An id that the parent can express is allocated and charged to the cgroup in which the process runs, and every ancestor, for its user (DESIGN 2.3). Decision: the series answers ENODEV for every failure; here the caller is told what was in the way.',
      'The lowest unused file number is a file of the mediated device with one reference, held by the process; the first of its I/O address spaces is attached at the id in the group of the parent, without a handle, as ATTACH says.',
      'The id is in the record of the mediated device until the file is closed. The group is not claimed: it stays with the kernel driver of the parent.',
      'The answer is the file, and the id.',
    ],
  },
] as const satisfies readonly ActionTable[];
