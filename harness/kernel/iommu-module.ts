import type { MemorySite, Platform, Topology } from '#contract';
import { deviceId, domainId, groupId, mmId, pasid } from '#contract';
import { type KernelVariant, kernelInstance } from './built.js';
import type { MemoryExports } from './linear-memory.js';

/** What the module of linux-6.12-iommu exports; kernel/shim/ says what each does. */
export interface IommuExports extends MemoryExports {
  boot(
    groups: number,
    devices: number,
    domains: number,
    handles: number,
    svaHandles: number,
    mms: number,
    processes: number,
    idEnd: number,
  ): void;
  add_group(hasDefaultDomain: number): void;
  add_device(maxPasids: number, group: number, driver: number): void;
  add_domain(driver: number, hasSetDevPasid: number): void;

  mm_new(mm: number): number;
  mm_fork(parent: number, child: number): number;
  mm_put(mm: number): void;
  alloc_global_pasid(device: number): number;
  free_global_pasid(device: number, pasid: number): void;
  attach(device: number, pasid: number, domain: number, handle: number): number;
  detach(device: number, pasid: number, domain: number): void;
  get_handle(group: number, pasid: number, type: number): number;
  use_default_domain(device: number): number;
  unuse_default_domain(device: number): void;
  group_claim(group: number, owner: number): number;
  group_release(group: number): void;
  device_claim(device: number, owner: number): number;
  device_release(device: number): void;
  default_domain_ready(group: number): void;
  bind(device: number, mm: number, user: number): number;
  unbind(handle: number): void;
  get_pasid(handle: number): number;

  process_starts(process: number, mm: number, cgroup: number): void;
  process_ends(process: number): void;
  process_mm(process: number): number;
  process_cgroup(process: number): number;
  next_driver_pasid(device: number, from: number): number;
  allocated_for(pasid: number): number;

  next_id(from: number): number;
  next_slot(group: number, from: number): number;
  slot_handle(group: number, pasid: number): number;
  slot_domain(group: number, pasid: number): number;
  owner_count(group: number): number;
  owner(group: number): number;
  group_domain(group: number): number;
  has_default_domain(group: number): number;
  has_blocking_domain(group: number): number;
  blocking_kind(group: number): number;
  mm_is_live(mm: number): number;
  mm_users(mm: number): number;
  mm_references(mm: number): number;
  mm_pasid(mm: number): number;
  mm_domain(mm: number, k: number): number;
  sva_domain_is_live(domain: number): number;
  sva_domain_mm(domain: number): number;
  sva_domain_driver(domain: number): number;
  sva_domain_users(domain: number): number;
  handle_users(handle: number): number;
  handle_device(handle: number): number;
  handle_domain(handle: number): number;
}

/** In the order of the numbers by which the module calls them. */
const SITES = [
  'allocate_mm',
  'kzalloc_iommu_mm_data',
  'ida_alloc_range',
  'kzalloc_iommu_sva',
  'xa_insert',
] as const satisfies readonly MemorySite[];

/** The domains of a group outside PASIDs, by their numbers in the module. */
export const GROUP_DOMAINS = ['none', 'default', 'blocking'] as const;

/** What the blocking domain of a group can be, by their numbers in the module. */
export const BLOCKING_KINDS = ['none', 'blocked', 'unmanaged'] as const;

/** The IOMMU core of 6.12, booted with these entities on this platform. */
export function bootIommu(
  topology: Topology,
  platform: Platform,
  name: KernelVariant,
): IommuExports {
  const { groups, devices, domains, attachHandles, svaHandles, mms, processes } = topology;
  const kernel = kernelInstance<IommuExports>(name, importsOf(platform));
  const idEnd = Math.max(...devices.map(({ maxPasids }) => maxPasids));
  kernel.boot(
    groups.length,
    devices.length,
    domains.length,
    attachHandles,
    svaHandles,
    mms,
    processes,
    idEnd,
  );
  for (const { defaultDomain } of groups) kernel.add_group(Number(defaultDomain));
  for (const { maxPasids, group, iommuDriver } of devices) {
    kernel.add_device(maxPasids, group ?? -1, iommuDriver);
  }
  for (const { iommuDriver, setDevPasid } of domains) {
    kernel.add_domain(iommuDriver, Number(setDevPasid));
  }
  return kernel;
}

/** The platform under the names by which the module calls it; its numbers arrive signed. */
function importsOf(platform: Platform): Record<string, (...args: number[]) => number | void> {
  return {
    allocate: (site) => Number(platform.allocate(SITES[site!]!)),
    page_table_is_compatible: (mm) => Number(platform.pageTableDmaCompatible(mmId(mm!))),
    set_dev_pasid: (device, id, domain) =>
      platform.setDevPasid(deviceId(device!), pasid(id! >>> 0), domainId(domain!)),
    remove_dev_pasid: (device, id, domain) =>
      platform.removeDevPasid(deviceId(device!), pasid(id! >>> 0), domainId(domain!)),
    alloc_sva_domain: (device, mm) => platform.allocateSvaDomain(deviceId(device!), mmId(mm!)),
    alloc_group_domain: (group, isSecond) =>
      platform.allocateGroupDomain(groupId(group!), isSecond === 0 ? 'blocked' : 'unmanaged'),
    set_group_domain: (group, domain) =>
      platform.setGroupDomain(
        groupId(group!),
        GROUP_DOMAINS[domain!] === 'blocking' ? 'blocking' : 'default',
      ),
    warn: () => platform.warn('WARN'),
  };
}
