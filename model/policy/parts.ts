import type { Policy } from '#contract';

/**
 * How many PASIDs sit in quarantine under `reuse: after-quarantine`: each is handed out again only
 * when that many others came back after it. One is enough to tell it from no quarantine at all.
 */
export const QUARANTINED_IDS = 1;

/** Whether VFIO allocates PASIDs itself, as in the two series whose quota looks at it. */
export function isVfioAllocating({ quota }: Policy): boolean {
  return quota === 'set' || quota === 'vfio';
}
