import { ALLOCATE } from './allocator.js';
import { DROP_WARNS, MM_DROP } from './processes.js';
import type { ActionTable } from './table.js';

/** Shared virtual addressing: drivers/iommu/iommu-sva.c of 6.12. */
export const svaTables = [
  {
    action: 'sva-bind',
    actor: 'the driver bound to the device, on behalf of the process that uses the address space',
    kernel: 'iommu_sva_bind_device (6.12)',
    requires: ['a process uses the address space (I15: the caller holds mm_users)'],
    checks: [
      {
        when: 'the device is in no group',
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
        when: 'ATTACH of the new domain refuses: the slot is reserved',
        answer: 'EBUSY',
        source:
          'iommu_sva_bind_device (6.12); lawful callers get there only under attachBy: anyone, where a driver attached at an id that it never allocated',
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
    ],
    answer: 'bound',
    effect: [
      'An address space without an id is given one: under quota: cgroup one charge on the cgroup in which its process runs and every ancestor, then a free id of 1 .. maxPasids-1 of this device (the reference allows any; an implementation answers the lowest). It keeps the id until it is dropped, also if this call then fails.',
      'The slot of the group holds a new handle and the SVA domain that could be attached: an old one of the address space, which then has one user more, or a new one with one user, which becomes the newest of the address space and takes one reference to it. SVA domains belong to the IOMMU driver of the device they were made for.',
      'New numbers are the lowest unused ones: of SVA handles, and of SVA domains.',
      'The new handle has one user and remembers this device, the address space and the domain. The answer is the handle; sva-get-pasid tells the id.',
    ],
  },
  {
    action: 'sva-unbind',
    actor: 'the driver that bound',
    kernel: 'iommu_sva_unbind_device (6.12)',
    requires: ['the handle is a live SVA handle'],
    checks: [DROP_WARNS],
    answer: 'done',
    effect: [
      "The handle has one user less. With the last user: the slot at the address space's id, in the group of the device that the handle remembers, is detached as pasid-detach says, whatever is in it (lawfully: this handle); the domain has one user less, and with its last user is freed, leaves the list of the address space and gives back its reference; then the handle is gone.",
      'The id is not freed by an unbind; it goes only with the address space.',
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
] as const satisfies readonly ActionTable[];
