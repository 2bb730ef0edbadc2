import {
  cgroupId,
  PASID_LIMIT,
  type Platform,
  resourceId,
  type SystemView,
  type Topology,
  UNLIMITED,
} from '#contract';
import type { ChargeLedger } from './charge-ledger.js';
import type { DeviceTable } from './device-table.js';
import type { DriverRecords } from './driver-records.js';
import type { FileRecords } from './file-records.js';
import type { FileTable } from './file-table.js';
import type { GroupTable } from './group-table.js';
import type { GuestMaps } from './guest-maps.js';
import type { Holdings } from './holdings.js';
import { MachineMap, NO_GROUP } from './machine-map.js';
import type { MdevTable } from './mdev-table.js';
import type { MmTable } from './mm-table.js';
import type { PageRequests } from './page-requests.js';
import { assertTopology, DEFAULT_PARTS, type PartClasses } from './parts.js';
import type { PasidPool } from './pasid-pool.js';
import type { ProcessTable } from './process-table.js';
import { SandboxMap } from './sandbox-map.js';
import type { SlotTable } from './slot-table.js';
import { SnapshotReader, SnapshotWriter } from './snapshot.js';
import type { SvaDomains } from './sva-domains.js';
import type { SvaHandles } from './sva-handles.js';

/** The one resource of the subsystem's ledger. */
export const PASID_RESOURCE = resourceId(0);

/** What every part can do. */
interface Part {
  clear(): void;
  representationFault(): string | undefined;
}

/**
 * One machine's records: the parts, made for its topology, and what is asked of all of them at
 * once. What happens to the records is decided one floor up, in the steps and the actions.
 */
export class MachineRecords {
  protected readonly topology: Topology;
  protected readonly platform: Platform;
  protected readonly pool: PasidPool;
  protected readonly ledger: ChargeLedger;
  protected readonly processes: ProcessTable;
  protected readonly mms: MmTable;
  protected readonly driverRecords: DriverRecords;
  protected readonly groups: GroupTable;
  protected readonly slots: SlotTable;
  protected readonly svaDomains: SvaDomains;
  protected readonly svaHandles: SvaHandles;
  protected readonly devices: DeviceTable;
  protected readonly files: FileTable;
  protected readonly holdings: Holdings;
  protected readonly devSvaRecords: FileRecords;
  protected readonly vfioRecords: FileRecords;
  protected readonly guestMaps: GuestMaps;
  protected readonly mdevs: MdevTable;
  protected readonly requests: PageRequests;
  protected readonly map: MachineMap;
  protected readonly sandboxes: SandboxMap;
  private readonly writer = new SnapshotWriter();
  private readonly parts: readonly Part[];

  /** Freshly booted: nothing runs, every limit is `max`. */
  constructor(topology: Topology, platform: Platform, parts: Partial<PartClasses> = {}) {
    assertTopology(topology);
    const classes = { ...DEFAULT_PARTS, ...parts };
    const { processes, mms, svaHandles, files } = topology;
    const devices = topology.devices.length;
    this.topology = topology;
    this.platform = platform;
    this.map = new MachineMap(topology);
    this.sandboxes = new SandboxMap(topology);
    this.pool = new classes.pool(this.map.greatestMaxPasids);
    this.ledger = new classes.ledger({ resources: ['pasid'], cgroups: topology.cgroups }, platform);
    this.ledger.setCapacity(PASID_RESOURCE, UNLIMITED);
    this.processes = new classes.processes(processes);
    this.mms = new classes.mms(mms);
    this.driverRecords = new classes.driverRecords(devices);
    this.groups = new classes.groups(topology.groups);
    this.slots = new classes.slots(topology.groups.length);
    this.svaDomains = new classes.svaDomains(this.map.firstSvaDomain, svaHandles, mms);
    this.svaHandles = new classes.svaHandles(topology.attachHandles + 1, svaHandles);
    this.devices = new classes.devices(devices);
    this.files = new classes.files(files, devices);
    this.holdings = new classes.holdings(processes);
    this.devSvaRecords = new classes.devSvaRecords(files + 1);
    this.vfioRecords = new classes.vfioRecords(files + 1);
    this.guestMaps = new classes.guestMaps(files + 1);
    this.mdevs = new classes.mdevs(topology.mdevs);
    this.requests = new classes.requests(devices);
    this.parts = [
      this.processes,
      this.mms,
      this.driverRecords,
      this.pool,
      this.groups,
      this.slots,
      this.svaDomains,
      this.svaHandles,
      this.devices,
      this.files,
      this.holdings,
      this.devSvaRecords,
      this.vfioRecords,
      this.guestMaps,
      this.mdevs,
      this.requests,
      this.ledger,
    ];
  }

  view(): SystemView {
    return {
      processes: this.processes.view(this.holdings),
      exitedProcesses: this.processes.viewExited(this.holdings),
      mms: this.mms.view(this.svaDomains),
      devices: this.devices.view(),
      driverPasids: this.driverRecords.view(),
      pool: this.pool.view(),
      groups: this.slots.view().map((slots, group) => ({ ...this.groups.view(group), slots })),
      svaDomains: this.svaDomains.view(),
      svaHandles: this.svaHandles.view(this.svaDomains),
      files: this.files.view({
        devSvaRecords: this.devSvaRecords,
        vfioRecords: this.vfioRecords,
        guestMaps: this.guestMaps,
      }),
      mdevs: this.mdevs.view(),
      pageRequests: this.requests.view(),
      cgroups: this.topology.cgroups.map((_, cgroup) =>
        this.ledger.charge(PASID_RESOURCE, cgroupId(cgroup)),
      ),
    };
  }

  /**
   * In the order in which `load` reads. Walks and searches take one after every call, and a loop over
   * the parts, whose classes are all different, takes half as long again.
   */
  snapshot(): Uint8Array {
    const { writer } = this;
    writer.begin();
    this.processes.save(writer);
    this.mms.save(writer);
    this.driverRecords.save(writer);
    this.pool.save(writer);
    this.groups.save(writer);
    this.slots.save(writer);
    this.svaDomains.save(writer);
    this.svaHandles.save(writer);
    this.devices.save(writer);
    this.files.save(writer);
    this.holdings.save(writer);
    this.devSvaRecords.save(writer);
    this.vfioRecords.save(writer);
    this.guestMaps.save(writer);
    this.mdevs.save(writer);
    this.requests.save(writer);
    this.ledger.save(writer);
    return writer.finish();
  }

  startObservers(): void {
    this.ledger.startObservers();
  }

  /** Return to a snapshot; one that cannot be read throws and leaves the machine freshly booted. */
  restore(snapshot: Uint8Array): void {
    try {
      this.load(new SnapshotReader(snapshot));
    } catch (error) {
      this.clear();
      throw error;
    }
  }

  /** What is wrong with the representation of a part, if anything. */
  representationFault(): string | undefined {
    for (const part of this.parts) {
      const fault = part.representationFault();
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** The group of a device as every check sees it: one that is unplugged is in none. */
  protected groupOf(device: number): number {
    return this.devices.isPlugged(device) ? this.map.groups[device]! : NO_GROUP;
  }

  /** One more than the greatest id that a device can put into its DMA; 0 also while unplugged. */
  protected maxPasidsOf(device: number): number {
    return this.devices.isPlugged(device) ? this.map.maxPasids[device]! : 0;
  }

  /** Whether the machine has every action; if not, it has those of the recordings. */
  protected isWhole(): boolean {
    return this.topology.policy.actions === 'whole';
  }

  /** Whether the machine does not have an action, which is then the caller's mistake. */
  protected lacks(action: string): boolean {
    if (this.isWhole()) return false;
    this.platform.warn(`${action}: this machine has no such action`);
    return true;
  }

  /** A caller broke its contract: say so once and change nothing. */
  protected reproach(reason: string): number {
    this.platform.warn(reason);
    return 0;
  }

  private load(reader: SnapshotReader): void {
    const { processes, mms } = this.topology;
    const domains = this.map.domainLimit;
    const devices = this.topology.devices.length;
    const mdevs = this.topology.mdevs;
    const handles = this.topology.attachHandles + this.topology.svaHandles + 1;
    const users = this.topology.users + 1;
    const files = this.topology.files + 1;
    const guests = this.topology.guestPasids + 1;
    const pasids = Math.max(1, this.map.greatestMaxPasids);
    const cgroups = this.topology.cgroups.length;
    const sandboxes = this.sandboxes.count;
    this.processes.load(reader, { cgroups, mms, users, sandboxes });
    this.mms.load(reader, { processes, pasids });
    this.driverRecords.load(reader, pasids);
    this.pool.load(reader, { cgroups, users });
    this.groups.load(reader, this.topology.owners + users);
    this.slots.load(reader, { handles, domains });
    this.svaDomains.load(reader, { drivers: this.map.driverLimit, domains });
    this.svaHandles.load(reader, { devices, domains }, this.svaDomains);
    this.devices.load(reader, pasids);
    this.files.load(reader, { users, devices, mms, mdevs, handles });
    this.holdings.load(reader, files);
    this.devSvaRecords.load(reader, pasids);
    // Under attachBy: anyone VFIO may be given any number.
    this.vfioRecords.load(reader, PASID_LIMIT);
    this.guestMaps.load(reader, { guests, pasids: PASID_LIMIT });
    this.mdevs.load(reader, { devices, files, pasids });
    this.requests.load(reader, pasids);
    this.ledger.load(reader);
    reader.finish();
  }

  private clear(): void {
    for (const part of this.parts) part.clear();
    this.ledger.setCapacity(PASID_RESOURCE, UNLIMITED);
  }
}
