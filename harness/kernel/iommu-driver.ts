import {
  type CgroupId,
  type DeviceId,
  type DomainId,
  ERRNO,
  type GroupId,
  type HandleId,
  type HandleType,
  type MmId,
  NO_HANDLE,
  NO_PASID,
  NO_USER,
  type OwnerId,
  type Pasid,
  type PasidDriver,
  type Platform,
  type ProcessId,
  type SystemView,
  type Topology,
  pasid as toPasid,
  type UserId,
  userId,
} from '#contract';
import type { IommuPort } from '../kernel-traces/iommu-machine.js';
import type { KernelTarget } from './built.js';
import { ByteReader, ByteWriter } from './bytes.js';
import { Callers } from './iommu-callers.js';
import { bootIommu, type IommuExports } from './iommu-module.js';
import { viewOf } from './iommu-view.js';
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
  readonly #callers: Callers;
  readonly #writer = new ByteWriter();

  constructor(topology: Topology, platform: Platform, name: KernelTarget) {
    this.#topology = topology;
    this.#kernel = bootIommu(topology, platform, name);
    this.#memory = new LinearMemory(this.#kernel);
    this.#callers = new Callers(topology);
  }

  processSpawn(process: ProcessId, mm: MmId, cgroup: CgroupId): number {
    if (this.#kernel.mm_new(mm) === 0) return -ERRNO.ENOMEM;
    this.#callers.processes[process] = { mm, cgroup };
    return 0;
  }

  processFork(process: ProcessId, child: ProcessId, mm: MmId): number {
    const parent = this.#callers.processes[process]!;
    if (this.#kernel.mm_fork(parent.mm, mm) === 0) return -ERRNO.ENOMEM;
    this.#callers.processes[child] = { mm, cgroup: parent.cgroup };
    return 0;
  }

  processExec(process: ProcessId, mm: MmId): number {
    const { mm: old, cgroup } = this.#callers.processes[process]!;
    if (this.#kernel.mm_new(mm) === 0) return -ERRNO.ENOMEM;
    this.#callers.processes[process] = { mm, cgroup };
    this.#kernel.mm_put(old);
    return 0;
  }

  processExit(process: ProcessId): number {
    const { mm } = this.#callers.processes[process]!;
    this.#callers.processes[process] = undefined;
    this.#kernel.mm_put(mm);
    return 0;
  }

  processMigrate(process: ProcessId, cgroup: CgroupId): number {
    const { mm } = this.#callers.processes[process]!;
    this.#callers.processes[process] = { mm, cgroup };
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
    if (answer === PASID_INVALID) return -ERRNO.ENOSPC;
    const id = toPasid(answer);
    this.#callers.allocatedFor.set(id, NO_USER);
    const held = this.#callers.driverPasids[device]!;
    // A driver that still believes in an id which a stranger freed notes it once.
    if (!held.includes(id)) held.push(id);
    held.sort((a, b) => a - b);
    return id;
  }

  pasidFreeGlobal(device: DeviceId, pasid: Pasid): number {
    const isAllocated = this.#kernel.next_id(pasid) === pasid;
    this.#kernel.free_global_pasid(pasid);
    const held = this.#callers.driverPasids[device]!;
    const at = held.indexOf(pasid);
    // A driver that is warned believes what it believed before.
    if (isAllocated && at !== -1) held.splice(at, 1);
    return 0;
  }

  pasidAttach(device: DeviceId, pasid: Pasid, domain: DomainId, handle: HandleId): number {
    const answer = this.#kernel.attach(device, pasid, domain, handle);
    const { group } = this.#topology.devices[device]!;
    if (answer === 0 && handle === NO_HANDLE) {
      this.#callers.reservedFor[group!]!.set(pasid, domain);
    }
    return answer;
  }

  pasidDetach(device: DeviceId, pasid: Pasid, domain: DomainId): number {
    this.#kernel.detach(device, pasid, domain);
    return 0;
  }

  attachHandleGet(group: GroupId, pasid: Pasid, type: HandleType): number {
    return this.#kernel.get_handle(group, pasid, HANDLE_TYPES.indexOf(type));
  }

  svaBind(device: DeviceId, mm: MmId): number {
    const had = this.#kernel.mm_pasid(mm);
    const answer = this.#kernel.bind(device, mm);
    const has = this.#kernel.mm_pasid(mm);
    if (had === NO_PASID && has !== NO_PASID) {
      this.#callers.allocatedFor.set(toPasid(has), this.#userOf(mm));
    }
    return answer;
  }

  svaUnbind(handle: HandleId): number {
    this.#kernel.unbind(handle);
    return 0;
  }

  svaGetPasid(handle: HandleId): number {
    return this.#kernel.get_pasid(handle);
  }

  view(): SystemView {
    return viewOf(this.#topology, this.#kernel, this.#callers);
  }

  /** Nothing is charged, so there is nothing to observe. */
  startObservers(): void {}

  snapshot(): Uint8Array {
    const writer = this.#writer;
    writer.begin();
    this.#callers.save(writer, this.#kernel);
    this.#kernel.settle();
    this.#memory.save((gap, value) => {
      writer.integer(gap + 1);
      writer.integer(value);
    });
    writer.integer(0);
    return writer.finish();
  }

  restore(snapshot: Uint8Array): void {
    const reader = new ByteReader(snapshot);
    this.#callers.load(reader);
    this.#memory.load(() => {
      const gap = reader.integer();
      return gap === 0 ? undefined : { gap: gap - 1, value: reader.integer() };
    });
  }

  #userOf(mm: MmId): UserId {
    const process = this.#callers.processes.findIndex((caller) => caller?.mm === mm);
    return userId(1 + (process % this.#topology.users));
  }
}
