import type { ActionKind } from '#model';

/** One change in the life of a PASID, with the actions that bring it about. */
interface Change {
  readonly from: string;
  readonly to: string;
  readonly by: readonly ActionKind[];
}

/** The life of a PASID. The names of its classes are terms of the glossary. */
export const life: readonly Change[] = [
  {
    from: 'free',
    to: 'held',
    by: [
      'sva-bind',
      'pasid-alloc-global',
      'dev-sva-alloc',
      'kernel-pasid-enable',
      'wq-open',
      'mdev-open',
    ],
  },
  {
    from: 'held',
    to: 'attached',
    by: ['sva-bind', 'pasid-attach', 'vfio-attach', 'wq-open', 'mdev-open'],
  },
  { from: 'attached', to: 'held', by: ['sva-unbind', 'pasid-detach', 'vfio-detach'] },
  { from: 'attached', to: 'quiet', by: ['process-exit'] },
  { from: 'quiet', to: 'draining', by: ['sva-unbind', 'file-close'] },
  { from: 'attached', to: 'condemned', by: ['pasid-free-global', 'dev-sva-free', 'file-close'] },
  { from: 'condemned', to: 'draining', by: ['pasid-detach', 'vfio-detach', 'file-close'] },
  {
    from: 'held',
    to: 'free',
    by: ['process-exit', 'pasid-free-global', 'dev-sva-free', 'file-close'],
  },
  { from: 'held', to: 'draining', by: ['pasid-free-global', 'dev-sva-free', 'file-close'] },
  { from: 'draining', to: 'free', by: ['drain-complete'] },
];
