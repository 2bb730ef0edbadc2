import type { CgroupId, DeviceId, MmId, Pasid, ProcessId } from './ids.js';
import type { Platform } from './platform.js';
import type { Topology } from './topology.js';
import type { SystemView } from './view.js';

/**
 * The port: a PASID subsystem as the harness drives it. One method per action, in the order of the
 * tables. Each answers 0 (done), a positive PASID (granted) or a negated errno (refused), as kernel
 * functions do; what the numbers mean for each method stands in the action's table.
 */
export interface PasidDriver {
  processSpawn(process: ProcessId, mm: MmId, cgroup: CgroupId): number;
  processFork(process: ProcessId, child: ProcessId, mm: MmId): number;
  processExec(process: ProcessId, mm: MmId): number;
  processExit(process: ProcessId): number;
  processMigrate(process: ProcessId, cgroup: CgroupId): number;
  cgroupSetMax(cgroup: CgroupId, max: number): number;
  pasidAllocGlobal(device: DeviceId): number;
  pasidFreeGlobal(device: DeviceId, pasid: Pasid): number;
  svaBind(device: DeviceId, mm: MmId): number;
  svaUnbind(device: DeviceId, mm: MmId): number;
  svaGetPasid(device: DeviceId, mm: MmId): number;

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
