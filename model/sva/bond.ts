import {
  type DeviceId,
  type DomainId,
  domainId,
  type HandleId,
  handleId,
  type MmId,
  type Pasid,
} from '#contract';
import type { Draft } from '#declaration';
import { attach } from '../attachment/slot.js';
import type { Circumstances, StepOutcome } from '../input.js';
import { bound, refused } from '../outcome.js';
import { createSvaDomain, freeSvaDomain, liveMm } from '../processes/address-space.js';
import type { State } from '../state/state.js';

/** The two ends of a bond that is to be, and the PASID between them. */
export interface Bond {
  readonly device: DeviceId;
  readonly mm: MmId;
  readonly pasid: Pasid;
}

/**
 * The first bind of a group and an address space makes a handle, in the slot with a domain that could
 * be attached. A refusal takes nothing from the address space: it keeps its PASID.
 */
export function makeBond(
  draft: Draft<State>,
  bond: Bond,
  circumstances: Circumstances,
): StepOutcome {
  const { device, mm, pasid } = bond;
  if (circumstances.fails('kzalloc_iommu_sva')) return refused('ENOMEM');
  const handle = unusedHandle(draft);
  if (handle === undefined) return refused('ENOMEM');

  const domain =
    attachOldDomain(draft, bond, handle, circumstances) ??
    attachNewDomain(draft, bond, handle, circumstances);
  if (typeof domain !== 'number') return domain;
  draft.svaDomains[domain]!.users += 1;
  draft.svaHandles[handle] = { device, mm, domain, users: 1 };
  return bound(handle, pasid);
}

/**
 * The newest domain of the address space that can be attached; whatever refuses one, be it the
 * driver, leads on to the next.
 */
function attachOldDomain(
  draft: Draft<State>,
  { device, mm, pasid }: Bond,
  handle: HandleId,
  circumstances: Circumstances,
): DomainId | undefined {
  return liveMm(draft, mm).domains.find(
    (domain) => attach(draft, { device, pasid, domain, handle }, circumstances) === undefined,
  );
}

/** A domain made by the IOMMU driver of the device; it is freed again if it cannot be attached. */
function attachNewDomain(
  draft: Draft<State>,
  { device, mm, pasid }: Bond,
  handle: HandleId,
  circumstances: Circumstances,
): DomainId | StepOutcome {
  const driverErrno = circumstances.fails('domain_alloc_sva');
  if (driverErrno !== undefined) return refused(driverErrno);

  const domain = unusedDomain(draft);
  createSvaDomain(draft, domain, mm, draft.topology.devices[device]!.iommuDriver);
  const errno = attach(draft, { device, pasid, domain, handle }, circumstances);
  if (errno !== undefined) {
    freeSvaDomain(draft, domain);
    return refused(errno);
  }
  liveMm(draft, mm).domains.unshift(domain);
  return domain;
}

/** The lowest number that no live SVA handle has, or nothing if as many live as may. */
function unusedHandle({ topology, svaHandles }: State): HandleId | undefined {
  const last = topology.attachHandles + topology.svaHandles;
  for (let handle = topology.attachHandles + 1; handle <= last; handle++) {
    if (svaHandles[handle] === undefined) return handleId(handle);
  }
  return undefined;
}

/** The lowest number that no SVA domain has; each has a handle, so a number is left for a new one. */
function unusedDomain({ topology, svaDomains }: State): DomainId {
  let domain = topology.domains.length + 1;
  while (svaDomains[domain] !== undefined) domain += 1;
  return domainId(domain);
}
