import {
  cgroupId,
  deviceId,
  domainId,
  groupId,
  handleId,
  mmId,
  NO_DOMAIN,
  NO_PASID,
  ownerId,
  pasid,
  processId,
  ROOT_CGROUP,
  type SystemView,
  type Topology,
  UNLIMITED,
  type UserId,
  userId,
} from '#contract';
import { GROUP_DOMAINS, type IommuExports } from './iommu-module.js';

/** Everything that the kernel and its callers know. */
export function viewOf(topology: Topology, kernel: IommuExports): SystemView {
  return {
    processes: processesOf(topology, kernel),
    exitedProcesses: [],
    mms: mmsOf(topology, kernel),
    devices: topology.devices.map((_, device) => ({
      device: deviceId(device),
      isPlugged: true,
      hasKernelDriver: false,
      systemPasid: NO_PASID,
    })),
    driverPasids: driverPasidsOf(topology, kernel),
    pool: poolOf(kernel),
    groups: topology.groups.map((_, group) => groupOf(group, kernel)),
    svaDomains: svaDomainsOf(topology, kernel),
    svaHandles: svaHandlesOf(topology, kernel),
    files: [],
    mdevs: [],
    pageRequests: [],
    cgroups: topology.cgroups.map(() => UNCHARGED),
  };
}

// 6.12 charges no id to anybody.
const UNCHARGED = { max: UNLIMITED, current: 0, peak: 0, events: 0, eventsLocal: 0 };

/** The user as whom a process runs. */
export function userOf({ users }: Topology, process: number): UserId {
  return userId(1 + (process % users));
}

function processesOf(topology: Topology, kernel: IommuExports): SystemView['processes'] {
  const running: SystemView['processes'][number][] = [];
  for (let process = 0; process < topology.processes; process++) {
    const mm = kernel.process_mm(process);
    if (mm === -1) continue;
    running.push({
      process: processId(process),
      mm: mmId(mm),
      cgroup: cgroupId(kernel.process_cgroup(process)),
      user: userOf(topology, process),
      sandbox: process % topology.sandboxes.length,
      files: [],
    });
  }
  return running;
}

function driverPasidsOf({ devices }: Topology, kernel: IommuExports): SystemView['driverPasids'] {
  const held: SystemView['driverPasids'][number][] = [];
  for (const device of devices.keys()) {
    let next = kernel.next_driver_pasid(device, 0);
    for (; next !== -1; next = kernel.next_driver_pasid(device, next + 1)) {
      held.push({ device: deviceId(device), pasid: pasid(next) });
    }
  }
  return held;
}

function mmsOf({ mms }: Topology, kernel: IommuExports): SystemView['mms'] {
  const live: SystemView['mms'][number][] = [];
  for (let mm = 0; mm < mms; mm++) {
    if (kernel.mm_is_live(mm) === 0) continue;
    const domains = [];
    for (let k = 0; ; k++) {
      const domain = kernel.mm_domain(mm, k);
      if (domain === NO_DOMAIN) break;
      domains.push(domainId(domain));
    }
    live.push({
      mm: mmId(mm),
      users: kernel.mm_users(mm),
      references: kernel.mm_references(mm),
      pasid: pasid(kernel.mm_pasid(mm)),
      domains,
    });
  }
  return live;
}

function poolOf(kernel: IommuExports): SystemView['pool'] {
  const allocated: SystemView['pool']['allocated'][number][] = [];
  for (let next = kernel.next_id(0); next !== -1; next = kernel.next_id(next + 1)) {
    const id = pasid(next);
    const user = userId(kernel.allocated_for(id));
    allocated.push({ pasid: id, chargedTo: ROOT_CGROUP, user, isLetGo: false });
  }
  return { allocatedCount: allocated.length, allocated };
}

function groupOf(group: number, kernel: IommuExports): SystemView['groups'][number] {
  const slots: SystemView['groups'][number]['slots'][number][] = [];
  for (let at = kernel.next_slot(group, 0); at !== -1; at = kernel.next_slot(group, at + 1)) {
    const handle = handleId(kernel.slot_handle(group, at));
    const domain = domainId(kernel.slot_domain(group, at));
    slots.push({ pasid: pasid(at), phase: 'attached', handle, domain });
  }
  return {
    group: groupId(group),
    ownerCount: kernel.owner_count(group),
    owner: ownerId(kernel.owner(group)),
    hasDefaultDomain: kernel.has_default_domain(group) !== 0,
    hasBlockingDomain: kernel.has_blocking_domain(group) !== 0,
    domain: GROUP_DOMAINS[kernel.group_domain(group)]!,
    slots,
  };
}

function svaDomainsOf(
  { domains, svaHandles }: Topology,
  kernel: IommuExports,
): SystemView['svaDomains'] {
  const live: SystemView['svaDomains'][number][] = [];
  for (let domain = domains.length + 1; domain <= domains.length + svaHandles; domain++) {
    if (kernel.sva_domain_is_live(domain) === 0) continue;
    live.push({
      domain: domainId(domain),
      mm: mmId(kernel.sva_domain_mm(domain)),
      iommuDriver: kernel.sva_domain_driver(domain),
      users: kernel.sva_domain_users(domain),
    });
  }
  return live;
}

function svaHandlesOf(
  { attachHandles, svaHandles }: Topology,
  kernel: IommuExports,
): SystemView['svaHandles'] {
  const live: SystemView['svaHandles'][number][] = [];
  for (let handle = attachHandles + 1; handle <= attachHandles + svaHandles; handle++) {
    const users = kernel.handle_users(handle);
    if (users === 0) continue;
    const domain = kernel.handle_domain(handle);
    live.push({
      handle: handleId(handle),
      device: deviceId(kernel.handle_device(handle)),
      mm: mmId(kernel.sva_domain_mm(domain)),
      domain: domainId(domain),
      users,
    });
  }
  return live;
}
