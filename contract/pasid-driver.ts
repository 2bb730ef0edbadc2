import type {
  CgroupId,
  DeviceId,
  DomainId,
  GroupId,
  HandleId,
  MmId,
  OwnerId,
  Pasid,
  ProcessId,
} from './ids.js';
import type { Platform } from './platform.js';
import type { Topology } from './topology.js';
import type { SystemView } from './view.js';

/** The type of domain that a lookup asks for. */
export type HandleType = 'any' | 'unmanaged' | 'sva';

/**
 * The port: a PASID subsystem as the harness drives it. One method per action, in the order of the
 * tables. Each answers 0 (done), a positive number (what was granted) or a negated errno (refused),
 * as kernel functions do; what the numbers mean for each method stands in the action's table.
 */
export interface PasidDriver {
  processSpawn(process: ProcessId, mm: MmId, cgroup: CgroupId): number;
  processFork(process: ProcessId, child: ProcessId, mm: MmId): number;
  processExec(process: ProcessId, mm: MmId): number;
  processExit(process: ProcessId): number;
  processMigrate(process: ProcessId, cgroup: CgroupId): number;
  cgroupSetMax(cgroup: CgroupId, max: number): number;
  driverProbe(device: DeviceId): number;
  driverRemove(device: DeviceId): number;
  groupClaim(group: GroupId, owner: OwnerId): number;
  groupRelease(group: GroupId): number;
  deviceClaim(device: DeviceId, owner: OwnerId): number;
  deviceRelease(device: DeviceId): number;
  groupDefaultDomainReady(group: GroupId): number;
  /** A positive answer is the id. */
  pasidAllocGlobal(device: DeviceId): number;
  pasidFreeGlobal(device: DeviceId, pasid: Pasid): number;
  pasidAttach(device: DeviceId, pasid: Pasid, domain: DomainId, handle: HandleId): number;
  pasidDetach(device: DeviceId, pasid: Pasid, domain: DomainId): number;
  /** A positive answer is the handle. */
  attachHandleGet(group: GroupId, pasid: Pasid, type: HandleType): number;
  /** A positive answer is the handle; svaGetPasid then tells the id. */
  svaBind(device: DeviceId, mm: MmId): number;
  svaUnbind(handle: HandleId): number;
  /** A positive answer is the id. */
  svaGetPasid(handle: HandleId): number;

  /** Everything the subsystem would answer if asked, in rising order of keys. O(what is live). */
  view(): SystemView;
  /**
   * The whole state as bytes. Canonical: equal bytes if and only if every later call answers
   * alike, the observers of the ledger (peak, events) included.
   */
  snapshot(): Uint8Array;
  /** Return to a snapshot taken from the same topology. Does not call the platform. */
  restore(snapshot: Uint8Array): void;
}

/** How a system under test is made: freshly booted, nothing running, every limit `max`. */
export type PasidDriverFactory = (topology: Topology, platform: Platform) => PasidDriver;
