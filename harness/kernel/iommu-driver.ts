import {
  type CgroupId,
  type DeviceId,
  type DomainId,
  ERRNO,
  type GroupId,
  type HandleId,
  type HandleType,
  type MmId,
  NO_USER,
  type OwnerId,
  type Pasid,
  type PasidDriver,
  type Platform,
  type ProcessId,
  type SystemView,
  type Topology,
  type UserId,
} from '#contract';
import type { IommuPort } from '../kernel-traces/iommu-machine.js';
import type { KernelVariant } from './built.js';
import { BLOCKING_KINDS, bootIommu, type IommuExports } from './iommu-module.js';
import { userOf, viewOf } from './iommu-view.js';
import { LinearMemory } from './linear-memory.js';

const PASID_INVALID = 0xffff_ffff;
/** In the order of the numbers in the module. */
const HANDLE_TYPES: readonly HandleType[] = ['any', 'unmanaged', 'sva'];

/** What of the port the kernel's code is behind: the recorded calls, and what a search asks besides. */
type Recorded = IommuPort &
  Pick<
    PasidDriver,
    'processExec' | 'processMigrate' | 'view' | 'snapshot' | 'startObservers' | 'restore'
  >;

/** The unmodified IOMMU core of 6.12, compiled to WebAssembly, behind the port. */
export class KernelIommu implements Recorded {
  readonly #topology: Topology;
  readonly #kernel: IommuExports;
  readonly #memory: LinearMemory;

  constructor(topology: Topology, platform: Platform, name: KernelVariant) {
    this.#topology = topology;
    this.#kernel = bootIommu(topology, platform, name);
    this.#memory = new LinearMemory(this.#kernel);
  }

  processSpawn(process: ProcessId, mm: MmId, cgroup: CgroupId): number {
    if (this.#kernel.mm_new(mm) === 0) return -ERRNO.ENOMEM;
    this.#kernel.process_starts(process, mm, cgroup);
    return 0;
  }

  processFork(process: ProcessId, child: ProcessId, mm: MmId): number {
    const kernel = this.#kernel;
    if (kernel.mm_fork(kernel.process_mm(process), mm) === 0) return -ERRNO.ENOMEM;
    kernel.process_starts(child, mm, kernel.process_cgroup(process));
    return 0;
  }

  processExec(process: ProcessId, mm: MmId): number {
    const kernel = this.#kernel;
    const old = kernel.process_mm(process);
    if (kernel.mm_new(mm) === 0) return -ERRNO.ENOMEM;
    kernel.process_starts(process, mm, kernel.process_cgroup(process));
    kernel.mm_put(old);
    return 0;
  }

  processExit(process: ProcessId): number {
    const mm = this.#kernel.process_mm(process);
    this.#kernel.process_ends(process);
    this.#kernel.mm_put(mm);
    return 0;
  }

  processMigrate(process: ProcessId, cgroup: CgroupId): number {
    this.#kernel.process_starts(process, this.#kernel.process_mm(process), cgroup);
    return 0;
  }

  driverProbe(device: DeviceId): number {
    return this.#kernel.use_default_domain(device);
  }

  driverRemove(device: DeviceId): number {
    this.#kernel.unuse_default_domain(device);
    return 0;
  }

  groupClaim(group: GroupId, owner: OwnerId): number {
    return this.#kernel.group_claim(group, owner);
  }

  groupRelease(group: GroupId): number {
    this.#kernel.group_release(group);
    return 0;
  }

  deviceClaim(device: DeviceId, owner: OwnerId): number {
    return this.#kernel.device_claim(device, owner);
  }

  deviceRelease(device: DeviceId): number {
    this.#kernel.device_release(device);
    return 0;
  }

  groupDefaultDomainReady(group: GroupId): number {
    this.#kernel.default_domain_ready(group);
    return 0;
  }

  pasidAllocGlobal(device: DeviceId): number {
    const answer = this.#kernel.alloc_global_pasid(device) >>> 0;
    // The kernel does not tell why there is none; exhaustion is what the port calls it.
    return answer === PASID_INVALID ? -ERRNO.ENOSPC : answer;
  }

  pasidFreeGlobal(device: DeviceId, pasid: Pasid): number {
    this.#kernel.free_global_pasid(device, pasid);
    return 0;
  }

  pasidAttach(device: DeviceId, pasid: Pasid, domain: DomainId, handle: HandleId): number {
    return this.#kernel.attach(device, pasid, domain, handle);
  }

  pasidDetach(device: DeviceId, pasid: Pasid, domain: DomainId): number {
    this.#kernel.detach(device, pasid, domain);
    return 0;
  }

  attachHandleGet(group: GroupId, pasid: Pasid, type: HandleType): number {
    return this.#kernel.get_handle(group, pasid, HANDLE_TYPES.indexOf(type));
  }

  svaBind(device: DeviceId, mm: MmId): number {
    return this.#kernel.bind(device, mm, this.#userOf(mm));
  }

  svaUnbind(handle: HandleId): number {
    this.#kernel.unbind(handle);
    return 0;
  }

  svaGetPasid(handle: HandleId): number {
    return this.#kernel.get_pasid(handle);
  }

  view(): SystemView {
    return viewOf(this.#topology, this.#kernel);
  }

  /** By group, the kind of its blocking domain. */
  blockingKinds(): readonly (typeof BLOCKING_KINDS)[number][] {
    return this.#topology.groups.map(
      (_, group) => BLOCKING_KINDS[this.#kernel.blocking_kind(group)]!,
    );
  }

  /** Nothing is charged, so there is nothing to observe. */
  startObservers(): void {}

  /** The same array as before, if nothing has changed since a snapshot was made or gone back to. */
  snapshot(): Uint8Array {
    return this.#memory.save();
  }

  restore(snapshot: Uint8Array): void {
    this.#memory.load(snapshot);
  }

  /** The user of the process that uses an address space. */
  #userOf(mm: MmId): UserId {
    for (let process = 0; process < this.#topology.processes; process++) {
      if (this.#kernel.process_mm(process) === mm) return userOf(this.#topology, process);
    }
    return NO_USER;
  }
}
