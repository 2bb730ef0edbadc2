import type { ActionKind } from '../actions.js';

/** What drivers and processes do without a file: the machine of the recordings, and its drains. */
export const KERNEL_CALLS: readonly ActionKind[] = [
  'process-spawn',
  'process-fork',
  'process-exec',
  'process-exit',
  'process-migrate',
  'cgroup-set-max',
  'driver-probe',
  'driver-remove',
  'group-claim',
  'group-release',
  'device-claim',
  'device-release',
  'group-default-domain-ready',
  'pasid-alloc-global',
  'pasid-free-global',
  'pasid-attach',
  'pasid-detach',
  'attach-handle-get',
  'sva-bind',
  'sva-unbind',
  'sva-get-pasid',
  'drain-complete',
];

/** What virtual machine monitors do with /dev/sva and VFIO. */
export const VFIO_CALLS: readonly ActionKind[] = [
  'process-spawn',
  'process-exit',
  'dev-sva-open',
  'dev-sva-alloc',
  'dev-sva-free',
  'file-pass',
  'file-close',
  'vfio-open',
  'vfio-attach',
  'vfio-replace',
  'vfio-detach',
  'drain-complete',
];

/** What processes and a device do with a shared work queue. */
export const QUEUE_CALLS: readonly ActionKind[] = [
  'process-spawn',
  'process-fork',
  'process-exit',
  'device-plug',
  'device-unplug',
  'driver-probe',
  'wq-open',
  'wq-submit',
  'file-close',
  'page-request',
  'page-response',
  'drain-complete',
  'dma',
];

/** What is done with parts of a device whose kernel driver stays in charge. */
export const MEDIATED_CALLS: readonly ActionKind[] = [
  'process-spawn',
  'process-exit',
  'driver-probe',
  'driver-remove',
  'kernel-pasid-enable',
  'kernel-pasid-disable',
  'mdev-create',
  'mdev-remove',
  'mdev-open',
  'file-close',
  'drain-complete',
];

/** What kernel drivers do with ids of their own, and their devices with those. */
export const DRIVER_CALLS: readonly ActionKind[] = [
  'device-plug',
  'device-unplug',
  'driver-probe',
  'driver-remove',
  'pasid-alloc-global',
  'pasid-free-global',
  'kernel-pasid-enable',
  'kernel-pasid-disable',
  'pasid-attach',
  'pasid-detach',
  'pasid-replace',
  'attach-handle-get',
  'page-request',
  'page-response',
  'drain-complete',
  'dma',
];

/** What virtual machines do, their guests included, and who limits them. */
export const GUEST_CALLS: readonly ActionKind[] = [
  ...VFIO_CALLS,
  'process-fork',
  'cgroup-set-max',
  'guest-bind',
  'guest-unbind',
  'sva-bind',
  'sva-unbind',
];

/** One way through each front door that allocates, and the removal of what is behind it. */
export const CONTEST_CALLS: readonly ActionKind[] = [
  'process-spawn',
  'process-exit',
  'cgroup-set-max',
  'device-plug',
  'device-unplug',
  'driver-probe',
  'driver-remove',
  'kernel-pasid-enable',
  'kernel-pasid-disable',
  'wq-open',
  'dev-sva-open',
  'dev-sva-alloc',
  'mdev-create',
  'mdev-open',
  'file-close',
  'drain-complete',
];

/** One way through each door that allocates for a process, and the limit above it. */
export const QUOTA_CALLS: readonly ActionKind[] = [
  'process-spawn',
  'process-exit',
  'cgroup-set-max',
  'driver-probe',
  'mdev-create',
  'wq-open',
  'dev-sva-open',
  'dev-sva-alloc',
  'mdev-open',
  'file-close',
  'drain-complete',
];
