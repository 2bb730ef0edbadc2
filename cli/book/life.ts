import type { ActionKind } from '#model';

/** Actions that the pictures show and that are not built yet. */
export const PENDING_ACTIONS = [
  'dev-sva-open',
  'dev-sva-alloc',
  'dev-sva-free',
  'file-pass',
  'file-close',
  'vfio-open',
  'vfio-attach',
  'vfio-detach',
  'wq-open',
  'wq-submit',
  'mdev-create',
  'mdev-remove',
  'kernel-pasid-enable',
  'kernel-pasid-disable',
  'guest-bind',
  'guest-unbind',
  'page-request',
  'page-response',
  'drain-complete',
  'dma',
] as const;

/** The name of an action that a picture may show. */
export type Shown = ActionKind | (typeof PENDING_ACTIONS)[number];

/** One change in the life of a PASID, with the actions that bring it about. */
interface Change {
  readonly from: string;
  readonly to: string;
  readonly by: readonly Shown[];
}

/** The life of a PASID. The names of its classes are terms of the glossary. */
export const life: readonly Change[] = [
  {
    from: 'free',
    to: 'held',
    by: ['sva-bind', 'pasid-alloc-global', 'dev-sva-alloc', 'kernel-pasid-enable', 'vfio-open'],
  },
  { from: 'held', to: 'attached', by: ['sva-bind', 'pasid-attach', 'vfio-attach'] },
  { from: 'attached', to: 'held', by: ['sva-unbind', 'pasid-detach', 'vfio-detach'] },
  { from: 'attached', to: 'quiet', by: ['process-exit'] },
  { from: 'quiet', to: 'draining', by: ['sva-unbind', 'file-close'] },
  { from: 'attached', to: 'condemned', by: ['pasid-free-global', 'dev-sva-free', 'file-close'] },
  { from: 'condemned', to: 'draining', by: ['pasid-detach', 'vfio-detach'] },
  {
    from: 'held',
    to: 'free',
    by: ['process-exit', 'pasid-free-global', 'dev-sva-free', 'file-close'],
  },
  { from: 'held', to: 'draining', by: ['pasid-free-global', 'dev-sva-free', 'file-close'] },
  { from: 'draining', to: 'free', by: ['drain-complete'] },
];
