import type { ActionKind } from '#model';

/**
 * The kinds that no profile has, and so no implementation: only the model is searched with them.
 */
const UNDRAWN = ['vfio-alloc', 'vfio-free'] as const satisfies readonly ActionKind[];

type UndrawnKind = (typeof UNDRAWN)[number];

/** The kinds that runs of a profile are made of. */
export type DrawnKind = Exclude<ActionKind, UndrawnKind>;

/** Whether a kind is one of those. */
export const isDrawn = (kind: ActionKind): kind is DrawnKind =>
  !UNDRAWN.includes(kind as UndrawnKind);

/**
 * How often each kind is drawn: only these numbers are written by hand, all else follows from the
 * declarations. The kinds stand by door, so that a run can do without whole doors: where everybody
 * wants the same few ids, nobody gets far.
 */
const doors = {
  processes: {
    'process-spawn': 4,
    'process-fork': 2,
    'process-exec': 1,
    'process-exit': 1,
    'process-migrate': 1,
    'cgroup-set-max': 1,
  },
  requests: { 'page-request': 4, 'page-response': 3, 'drain-complete': 6, dma: 1 },
  removal: { 'device-plug': 3, 'device-unplug': 1 },
  claimants: {
    'group-claim': 1,
    'group-release': 1,
    'device-claim': 2,
    'device-release': 2,
    'group-default-domain-ready': 1,
  },
  drivers: { 'driver-probe': 3, 'driver-remove': 2 },
  attachment: {
    'pasid-alloc-global': 3,
    'pasid-free-global': 2,
    'pasid-attach': 5,
    'pasid-detach': 3,
    'pasid-replace': 6,
    'attach-handle-get': 1,
  },
  binding: { 'sva-bind': 8, 'sva-unbind': 4, 'sva-get-pasid': 1 },
  files: { 'file-pass': 2, 'file-close': 2 },
  vfio: {
    'dev-sva-open': 3,
    'dev-sva-alloc': 5,
    'dev-sva-free': 2,
    'vfio-open': 4,
    'vfio-attach': 8,
    'vfio-replace': 5,
    'vfio-detach': 2,
    'guest-bind': 8,
    'guest-unbind': 1,
  },
  queues: { 'wq-open': 4, 'wq-submit': 4 },
  mediated: { 'mdev-create': 1, 'mdev-remove': 1, 'mdev-open': 3 },
  system: { 'kernel-pasid-enable': 2, 'kernel-pasid-disable': 1 },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<ActionKind, number>>>>>;

type Doors = typeof doors;

/** The weights of all kinds that are drawn. The compiler asks for each, at one door or another. */
export const weights: Readonly<Record<DrawnKind, number>> = Object.assign(
  {},
  ...Object.values(doors),
) as { [Door in keyof Doors]: Doors[Door] }[keyof Doors] extends infer All
  ? { [Kind in KeysOf<All>]: number }
  : never;

/** All kinds that are drawn, in one order. */
export const kindsDrawn = Object.keys(weights) as readonly DrawnKind[];

type KeysOf<All> = All extends unknown ? keyof All : never;

/** The kinds of each door that a run can do without; the others every door needs. */
export const kindsByDoor: readonly (readonly ActionKind[])[] = Object.entries(doors)
  .filter(([door]) => !['processes', 'requests', 'files', 'drivers'].includes(door))
  .map(([, kinds]) => Object.keys(kinds) as ActionKind[]);
