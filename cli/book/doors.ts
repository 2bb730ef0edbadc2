import type { ActionKind } from '#model';

/** One action in a picture: who calls whom, and what is then so. */
export interface DoorCall {
  readonly from: string;
  readonly to: string;
  readonly action: ActionKind;
  readonly so: string;
}

/** A way in which PASIDs are got and used. */
export interface Door {
  readonly title: string;
  readonly about: string;
  /** Who takes part: a short name for the lines of the picture, and its heading there. */
  readonly lanes: Readonly<Record<string, string>>;
  readonly calls: readonly DoorCall[];
}

const call = (from: string, to: string, action: ActionKind, so: string): DoorCall => ({
  from,
  to,
  action,
  so,
});

/** The front doors: all of them lead to the one pool of the IOMMU layer. */
export const doors: readonly Door[] = [
  {
    title: 'A driver of the kernel',
    about:
      'A driver takes a PASID from the pool and lets its device reach a domain of its own with it.',
    lanes: { driver: 'kernel driver', iommu: 'IOMMU layer', device: 'device' },
    calls: [
      call('driver', 'iommu', 'driver-probe', 'the group is in use by the kernel'),
      call('driver', 'iommu', 'pasid-alloc-global', 'the PASID is in the record of the driver'),
      call('driver', 'iommu', 'pasid-attach', 'every capable member is told, the slot is occupied'),
      call('device', 'iommu', 'dma', 'reaches the domain in the slot'),
      call('driver', 'iommu', 'pasid-detach', 'every capable member is told, the slot drains'),
      call('driver', 'iommu', 'pasid-free-global', 'the record is gone, the slot keeps the PASID'),
      call('driver', 'iommu', 'driver-remove', 'the driver has left'),
      call('iommu', 'iommu', 'drain-complete', 'slot and PASID are free'),
    ],
  },
  {
    title: 'Binding a process',
    about:
      'A driver binds its device to the address space of a process, which keeps its PASID until it is dropped.',
    lanes: { process: 'process', driver: 'SVA driver', iommu: 'IOMMU layer', device: 'device' },
    calls: [
      call('driver', 'iommu', 'sva-bind', 'the address space has a PASID, the group a slot for it'),
      call('driver', 'iommu', 'sva-bind', 'once more, the same handle has two users'),
      call('device', 'iommu', 'dma', 'reaches the memory of the process'),
      call('device', 'iommu', 'page-request', 'a page is missing'),
      call('iommu', 'device', 'page-response', 'one answer for each request'),
      call('process', 'iommu', 'process-exit', 'DMA now faults, slot and PASID stay'),
      call('driver', 'iommu', 'sva-unbind', 'one user is left'),
      call('driver', 'iommu', 'sva-unbind', 'the last user, the slot is detached'),
      call('iommu', 'iommu', 'drain-complete', 'slot and PASID are free'),
    ],
  },
  {
    title: 'A file of /dev/sva, attached by VFIO',
    about:
      'One process allocates and passes the file on, another attaches the PASID to a device that it owns. VFIO allocates nothing.',
    lanes: {
      allocator: 'process that allocates',
      vmm: 'process that owns the device',
      sva: '/dev/sva',
      vfio: 'VFIO',
      iommu: 'IOMMU layer',
    },
    calls: [
      call('allocator', 'sva', 'dev-sva-open', 'a file that holds no PASID yet'),
      call('allocator', 'sva', 'dev-sva-alloc', 'charged to the caller, in the record of the file'),
      call('allocator', 'vmm', 'file-pass', 'both hold the file'),
      call('vmm', 'vfio', 'vfio-open', 'the group is claimed'),
      call('vmm', 'vfio', 'vfio-attach', 'the file vouches for the PASID'),
      call('iommu', 'iommu', 'dma', 'reaches what the process mapped for its device'),
      call('vmm', 'vfio', 'vfio-detach', 'the slot drains'),
      call('iommu', 'iommu', 'drain-complete', 'the slot is empty'),
      call('vmm', 'vfio', 'file-close', 'the group is given back'),
      call('allocator', 'sva', 'dev-sva-free', 'the PASID is free, its charge given back'),
      call('allocator', 'sva', 'file-close', 'with the last one, what is left is freed'),
    ],
  },
  {
    title: 'A work queue',
    about:
      'A file of an SVA driver: to open it is to bind, and only the address space that opened it may submit.',
    lanes: { opener: 'opener', child: 'child', driver: 'SVA driver', iommu: 'IOMMU layer' },
    calls: [
      call('opener', 'driver', 'wq-open', 'the address space of the opener is bound'),
      call('opener', 'driver', 'wq-submit', 'work under the PASID of the opener'),
      call('opener', 'child', 'process-fork', 'the child holds the file and has no PASID'),
      call('child', 'driver', 'wq-submit', 'refused with EPERM'),
      call('opener', 'iommu', 'process-exit', 'DMA now faults, the bond stays'),
      call('opener', 'driver', 'file-close', 'the child still holds the file'),
      call('child', 'driver', 'file-close', 'the last holder, the bond is undone'),
      call('iommu', 'iommu', 'drain-complete', 'slot and PASID are free'),
    ],
  },
  {
    title: 'A mediated device',
    about:
      'The kernel driver stays in charge of the hardware and gives a part of it away. Opening the part does not claim the group.',
    lanes: { vmm: 'process', vfio: 'VFIO', driver: 'kernel driver', iommu: 'IOMMU layer' },
    calls: [
      call('driver', 'iommu', 'driver-probe', 'the group is in use by the kernel'),
      call('driver', 'driver', 'mdev-create', 'a part of the device is offered'),
      call('vmm', 'vfio', 'mdev-open', 'the part has a PASID, charged to the opener'),
      call('iommu', 'iommu', 'dma', 'reaches what the opener mapped'),
      call('vmm', 'vfio', 'file-close', 'the slot drains, the PASID is given back'),
      call('iommu', 'iommu', 'drain-complete', 'slot and PASID are free'),
      call('driver', 'driver', 'mdev-remove', 'the part is gone'),
    ],
  },
  {
    title: 'The system PASID of a driver',
    about:
      'A driver whose device needs a PASID for the work of the kernel itself takes one from the same pool, charged to the root.',
    lanes: { driver: 'kernel driver', iommu: 'IOMMU layer' },
    calls: [
      call('driver', 'iommu', 'driver-probe', 'the group is in use by the kernel'),
      call('driver', 'iommu', 'kernel-pasid-enable', 'allocated, and its slot reserved'),
      call('driver', 'iommu', 'kernel-pasid-disable', 'detached and let go, the slot drains'),
      call('iommu', 'iommu', 'drain-complete', 'slot and PASID are free'),
      call('driver', 'iommu', 'driver-remove', 'the group is idle'),
    ],
  },
  {
    title: 'A guest',
    about:
      'A virtual machine uses numbers of its own; each leads to one PASID of the host that its process holds.',
    lanes: { guest: 'guest', vmm: 'process of the guest', sva: '/dev/sva', vfio: 'VFIO' },
    calls: [
      call('vmm', 'vfio', 'vfio-open', 'the group is claimed'),
      call('vmm', 'sva', 'dev-sva-open', 'a file'),
      call('vmm', 'sva', 'dev-sva-alloc', 'a PASID of the host'),
      call('vmm', 'vfio', 'vfio-attach', 'the device reaches an address space of the file with it'),
      call('guest', 'vmm', 'guest-bind', 'a PASID of the guest leads to it'),
      call('guest', 'vfio', 'dma', 'reaches memory of this guest alone'),
      call('guest', 'vmm', 'guest-unbind', 'the number leads nowhere'),
      call('vmm', 'vfio', 'file-close', 'the group is given back'),
    ],
  },
];
