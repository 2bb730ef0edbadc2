import type { Platform } from '#contract';

/** What a system under test stands on where nothing is to be refused, and nothing to be noted. */
export const willing: Platform = {
  allocate: () => true,
  pageTableDmaCompatible: () => true,
  setDevPasid: () => 0,
  removeDevPasid: () => undefined,
  allocateSvaDomain: () => 0,
  allocateGroupDomain: () => 0,
  setGroupDomain: () => 0,
  respond: () => undefined,
  warn: () => undefined,
};
