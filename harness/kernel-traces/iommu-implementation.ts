import {
  type DomainId,
  ERRNO,
  type FaultPoint,
  type PasidDriverFactory,
  type Platform,
  type Topology,
} from '#contract';
import type { Machine, TargetedFault } from './iommu-machine.js';

/** An implementation, on a platform that fails where the record says and notes what it is told. */
export function implementationMachine(create: PasidDriverFactory, topology: Topology): Machine {
  const hardware: Record<number, DomainId>[] = topology.devices.map(() => ({}));
  let faults: readonly TargetedFault[] = [];
  let met = 0;
  let warned = false;

  /** The negated errno of the next fault, if it is at this place and for this target; else 0. */
  function failure(at: FaultPoint, target: Pick<TargetedFault, 'device' | 'group' | 'mm'>): number {
    const fault = faults[met];
    if (fault?.at !== at || !isAimedAt(fault, target)) return 0;
    met += 1;
    return -ERRNO[fault.errno];
  }

  const platform: Platform = {
    allocate: (site) => failure(site, {}) === 0,
    pageTableDmaCompatible: (mm) => failure('arch_pgtable_dma_compat', { mm }) === 0,
    setDevPasid(device, pasid, domain) {
      const refusal = failure('set_dev_pasid', { device });
      if (refusal === 0) hardware[device]![pasid] = domain;
      return refusal;
    },
    removeDevPasid(device, pasid) {
      delete hardware[device]![pasid];
    },
    allocateSvaDomain: (device) => failure('domain_alloc_sva', { device }),
    allocateGroupDomain: (group, type) => failure(`domain_alloc_${type}`, { group }),
    // Only claims were made to fail; the kernel takes it for granted that a release does not.
    setGroupDomain: (group, domain) =>
      domain === 'blocking' ? failure('set_group_domain', { group }) : 0,
    respond: () => {
      throw new Error('harness: the recorded code knows no page request');
    },
    warn: () => {
      warned = true;
    },
  };
  const driver = create(topology, platform);

  return {
    port: driver,
    prepare(next) {
      faults = next;
      met = 0;
      warned = false;
    },
    unmetFault: () => faults[met]?.at,
    hasWarned: () => warned,
    holderOf: (pasid) => driver.view().driverPasids.find((held) => held.pasid === pasid)?.device,
    usersOf: (handle) => driver.view().svaHandles.find((live) => live.handle === handle)?.users,
    isLive: (mm) => driver.view().mms.some((live) => live.mm === mm),
    sight() {
      const { mms, groups, svaDomains, svaHandles, pool } = driver.view();
      const allocated = pool.allocated.map(({ pasid }) => pasid);
      return { mms, groups, svaDomains, svaHandles, pool: allocated, hardware };
    },
  };
}

/** Whether a fault is to hit this target; one without a target hits any. */
function isAimedAt(
  fault: TargetedFault,
  { device, group, mm }: Pick<TargetedFault, 'device' | 'group' | 'mm'>,
): boolean {
  return (
    (fault.device === undefined || fault.device === device) &&
    (fault.group === undefined || fault.group === group) &&
    (fault.mm === undefined || fault.mm === mm)
  );
}
