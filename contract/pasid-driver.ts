import type {
  CgroupId,
  DeviceId,
  DomainId,
  FileId,
  GroupId,
  GuestPasid,
  HandleId,
  MdevId,
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
 * tables; only `dma` has none, since hardware does it. Each answers 0 (done), a positive number (what was granted) or a negated errno (refused),
 * as kernel functions do; what the numbers mean for each method stands in the action's table.
 */
export interface PasidDriver {
  processSpawn(process: ProcessId, mm: MmId, cgroup: CgroupId): number;
  processFork(process: ProcessId, child: ProcessId, mm: MmId): number;
  processExec(process: ProcessId, mm: MmId): number;
  processExit(process: ProcessId): number;
  processMigrate(process: ProcessId, cgroup: CgroupId): number;
  cgroupSetMax(cgroup: CgroupId, max: number): number;
  devicePlug(device: DeviceId): number;
  deviceUnplug(device: DeviceId): number;
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
  /** A positive answer is the id. */
  kernelPasidEnable(device: DeviceId): number;
  kernelPasidDisable(device: DeviceId): number;
  pasidAttach(device: DeviceId, pasid: Pasid, domain: DomainId, handle: HandleId): number;
  pasidDetach(device: DeviceId, pasid: Pasid, domain: DomainId): number;
  pasidReplace(device: DeviceId, pasid: Pasid, domain: DomainId, handle: HandleId): number;
  /** A positive answer is the handle. */
  attachHandleGet(group: GroupId, pasid: Pasid, type: HandleType): number;
  /** A positive answer is the handle; svaGetPasid then tells the id. */
  svaBind(device: DeviceId, mm: MmId): number;
  svaUnbind(handle: HandleId): number;
  /** A positive answer is the id. */
  svaGetPasid(handle: HandleId): number;
  /** A positive answer is the file; filePasid then tells the id. */
  wqOpen(process: ProcessId, device: DeviceId): number;
  /** A positive answer is the id. */
  wqSubmit(process: ProcessId, file: FileId): number;
  /** A positive answer is the file. */
  devSvaOpen(process: ProcessId): number;
  /** A positive answer is the id. */
  devSvaAlloc(process: ProcessId, file: FileId, device: DeviceId): number;
  devSvaFree(process: ProcessId, file: FileId, pasid: Pasid): number;
  filePass(process: ProcessId, file: FileId, receiver: ProcessId): number;
  fileClose(process: ProcessId, file: FileId): number;
  /** A positive answer is the file. */
  vfioOpen(process: ProcessId, device: DeviceId): number;
  vfioAttach(process: ProcessId, file: FileId, pasid: Pasid): number;
  vfioReplace(process: ProcessId, file: FileId, pasid: Pasid): number;
  vfioDetach(process: ProcessId, file: FileId, pasid: Pasid): number;
  guestBind(process: ProcessId, file: FileId, guest: GuestPasid, pasid: Pasid): number;
  guestUnbind(process: ProcessId, file: FileId, guest: GuestPasid): number;
  mdevCreate(mdev: MdevId, device: DeviceId): number;
  mdevRemove(mdev: MdevId): number;
  /** A positive answer is the file; filePasid then tells the id. */
  mdevOpen(process: ProcessId, mdev: MdevId): number;
  /** 0 also where the request was answered FAILURE at once; what the device is told, `respond` hears. */
  pageRequest(device: DeviceId, pasid: Pasid): number;
  /** 0; what the device is told, `respond` hears. */
  pageResponse(device: DeviceId, pasid: Pasid): number;
  drainComplete(group: GroupId, pasid: Pasid): number;

  /**
   * The id that came with a file: of the address space bound by a work queue file, of the mediated
   * device; `NO_PASID` for any other file. No action of its own.
   */
  filePasid(file: FileId): number;

  /** Everything the subsystem would answer if asked, in rising order of keys. O(what is live). */
  view(): SystemView;
  /**
   * The whole state as bytes. Canonical: equal bytes if and only if every later call answers
   * alike, the observers of the ledger (peak, events) included.
   */
  snapshot(): Uint8Array;
  /**
   * Starts the observers of the ledger anew: each peak is what is used now, no refusal was counted.
   * They decide nothing, so searches do it in every state: two that differ in them alone are one.
   */
  startObservers(): void;
  /** Return to a snapshot taken from the same topology. Does not call the platform. */
  restore(snapshot: Uint8Array): void;
}

/** How a system under test is made: freshly booted, nothing running, every limit `max`. */
export type PasidDriverFactory = (topology: Topology, platform: Platform) => PasidDriver;
