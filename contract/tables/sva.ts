import { ALLOCATE } from './allocator.js';
import { DETACH } from './attach.js';
import { OPEN } from './files.js';
import { DROP_WARNS, MM_DROP } from './processes.js';
import type { ActionTable, Check } from './table.js';

/**
 * Binding an address space to a device, in order: what sva-bind and the opening of a work queue share.
 */
const BIND = [
  {
    when: 'the device is in no group, or is unplugged',
    answer: 'ENODEV',
    source: 'iommu_sva_bind_device (6.12)',
  },
  {
    when: 'binding is switched off',
    answer: 'EOPNOTSUPP',
    policy: 'sva: off',
    source: 'iommu_sva_bind_device with CONFIG_X86 (6.12.64 and later)',
  },
  {
    when: 'devices cannot walk the page table of the address space',
    answer: 'EBUSY',
    fault: 'arch_pgtable_dma_compat',
    source: 'iommu_alloc_mm_data (6.12)',
  },
  {
    when: 'the address space has an id, and the id is not below maxPasids of the device',
    answer: 'EOVERFLOW',
    source: 'iommu_alloc_mm_data (6.12); never a second id (I06)',
  },
  {
    when: 'it has no id, and there is no memory for the record that will hold one',
    answer: 'ENOMEM',
    fault: 'kzalloc_iommu_mm_data',
    source: 'iommu_alloc_mm_data (6.12)',
  },
  ...ALLOCATE.map((check) => ({
    ...check,
    when: `it has no id, and ${check.when}`,
  })),
  {
    when: 'the slot of the group at its id holds an SVA handle of another address space, or a handle whose domain is no SVA domain',
    answer: 'EBUSY',
    source:
      'iommu_sva_bind_device (6.12), I28; lawful callers get there only under attachBy: anyone, where a driver attached at an id that it never allocated',
    leaves: 'the address space keeps its id',
  },
  {
    when: 'the slot holds an SVA handle of this address space',
    answer: 'bound',
    source: 'iommu_sva_bind_device (6.12), I27: the bond is shared by all devices of the group',
    leaves: 'that handle has one user more, and is the answer; nothing else changes',
  },
  {
    when: 'there is no memory for a new handle (or no handle number is unused)',
    answer: 'ENOMEM',
    fault: 'kzalloc_iommu_sva',
    source: 'iommu_sva_bind_device (6.12)',
    leaves: 'the address space keeps its id, charged (B20)',
  },
  {
    when: 'no SVA domain of the address space could be attached, and the IOMMU driver makes no new one',
    answer: 'ENOMEM',
    fault: 'domain_alloc_sva',
    source:
      'iommu_sva_bind_device, iommu_sva_domain_alloc (6.12): the SVA domains of the address space are tried first, the newest first, each as ATTACH says; any refusal, a fault included, leads on to the next one. The answer is the errno of the driver, here ENOMEM',
    leaves: 'the address space keeps its id, charged',
  },
  {
    when: 'the device would be attached under the new domain, and ATTACH refuses: another member has a smaller range',
    answer: 'EINVAL',
    source: 'iommu_sva_bind_device (6.12)',
    leaves: 'the new domain is freed; the address space keeps its id, charged',
  },
  {
    when: 'ATTACH of the new domain refuses: the slot is reserved or draining',
    answer: 'EBUSY',
    source:
      'iommu_sva_bind_device (6.12); a lookup finds nothing in such a slot, so the bind gets as far as this. A reserved one lawful callers meet only under attachBy: anyone, where a driver attached at an id that it never allocated',
    leaves: 'the new domain is freed; the address space keeps its id, charged',
  },
  {
    when: 'ATTACH of the new domain refuses: no memory for the slot',
    answer: 'ENOMEM',
    fault: 'xa_insert',
    source: 'iommu_attach_device_pasid (6.12)',
    leaves: 'the new domain is freed; the address space keeps its id, charged',
  },
  {
    when: 'ATTACH of the new domain refuses: the IOMMU driver refuses on a member',
    answer: 'EIO',
    fault: 'set_dev_pasid',
    source: "iommu_attach_device_pasid (6.12): the driver's own errno, here EIO",
    leaves:
      'the new domain is freed; the address space keeps its id, charged; slot and hardware are as before',
  },
] as const satisfies readonly Check[];

const BOUND = [
  'An address space without an id is given one: under quota: cgroup one charge on the cgroup in which its process runs and every ancestor, then a free id of 1 .. maxPasids-1 of this device (the reference allows any; an implementation answers the lowest). It keeps the id until it is dropped, also if this call then fails.',
  'The slot of the group holds a new handle and the SVA domain that could be attached: an old one of the address space, which then has one user more, or a new one with one user, which becomes the newest of the address space and takes one reference to it. SVA domains belong to the IOMMU driver of the device they were made for.',
  'New numbers are the lowest unused ones: of SVA handles, and of SVA domains.',
  'The new handle has one user and remembers this device, the address space and the domain. The answer is the handle; sva-get-pasid tells the id.',
] as const;

/** Shared virtual addressing: drivers/iommu/iommu-sva.c of 6.12. */
export const svaTables = [
  {
    action: 'sva-bind',
    actor: 'the driver bound to the device, on behalf of the process that uses the address space',
    kernel: 'iommu_sva_bind_device (6.12)',
    requires: ['a process uses the address space (I15: the caller holds mm_users)'],
    lawful: ['under actions: whole: nobody has claimed the group of the device (I34)'],
    checks: BIND,
    answer: 'bound',
    effect: BOUND,
  },
  {
    action: 'sva-unbind',
    actor: 'the driver that bound',
    kernel: 'iommu_sva_unbind_device (6.12)',
    requires: ['the handle is a live SVA handle'],
    lawful: [
      'the handle has more users than work queue files that hold it: those unbind themselves',
    ],
    checks: [DROP_WARNS],
    answer: 'done',
    effect: [
      "The handle has one user less. With the last user: the slot at the address space's id, in the group to which the device that the handle remembers belongs, also if that device is unplugged by now, is detached as DETACH says. Under actions: recorded whatever is in it (lawfully: this handle); under actions: whole only if it is attached and holds this handle, because a removal of devices may have emptied it. Then the domain has one user less, and with its last user is freed, leaves the list of the address space and gives back its reference; then the handle is gone. That the slot may still drain keeps neither: page requests that are answered late are answered INVALID without them.",
      'The id is not freed by an unbind; it goes only with the address space.',
      ...DETACH,
      ...MM_DROP,
    ],
  },
  {
    action: 'sva-get-pasid',
    actor: 'the driver that bound',
    kernel: 'iommu_sva_get_pasid (6.12)',
    requires: ['the handle is a live SVA handle'],
    checks: [],
    answer: 'granted',
    effect: ['Nothing changes. The answer is the id of the address space.'],
  },
  {
    action: 'wq-open',
    actor: 'the process',
    kernel: 'idxd_cdev_open (6.12), for a shared work queue',
    policy: 'actions: whole',
    requires: ['the process is running'],
    checks: [
      ...OPEN,
      {
        when: 'no kernel driver is bound to the device, or it is unplugged',
        answer: 'ENODEV',
        source: 'chrdev_open (6.12): without a driver there is no such character device',
      },
      ...BIND.map((check) => ({
        ...check,
        when: `binding as sva-bind does: ${check.when}`,
      })).filter(({ answer }) => answer !== 'bound'),
    ],
    answer: 'opened',
    effect: [
      'The address space of the process is bound to the device as sva-bind does; a bond that exists has one user more. What a refused bind leaves stands there; no file is open then.',
      "The lowest unused file number is a work queue file with one reference, held by the process. It remembers the device, the opener's address space and the handle; its user is the opener's.",
      'The answer is the file, and the id of the address space.',
    ],
  },
  {
    action: 'wq-submit',
    actor: 'the process',
    kernel: 'idxd_cdev_write, idxd_cdev_mmap (6.12)',
    policy: 'actions: whole',
    requires: ['the process is running and holds the file, a work queue'],
    checks: [
      {
        when: "the process uses another address space than the file's",
        answer: 'EPERM',
        source: 'idxd_cdev_write, idxd_cdev_mmap (6.12), I18, B65',
      },
      {
        when: 'the file has lost its bond because the device was unplugged',
        answer: 'ENXIO',
        source: 'uacce_fops_unl_ioctl (6.12): a queue that a removal has put',
      },
      {
        when: 'the address space has no id, because a caller that broke its contract ended the bond of the file',
        answer: 'ENXIO',
        source: 'decision: as a file that has lost its bond',
      },
    ],
    answer: 'granted',
    effect: [
      "Nothing changes. The answer is the id with which the device works on behalf of the file: that of the file's address space.",
    ],
  },
] as const satisfies readonly ActionTable[];
