import {
  cgroupId,
  type Platform,
  resourceId,
  type SystemView,
  type Topology,
  UNLIMITED,
} from '#contract';
import type { ChargeLedger } from './charge-ledger.js';
import type { DriverRecords } from './driver-records.js';
import type { GroupTable } from './group-table.js';
import { MachineMap } from './machine-map.js';
import type { MmTable } from './mm-table.js';
import { assertTopology, DEFAULT_PARTS, type PartClasses } from './parts.js';
import type { PasidPool } from './pasid-pool.js';
import type { ProcessTable } from './process-table.js';
import type { SlotTable } from './slot-table.js';
import { SnapshotReader, SnapshotWriter } from './snapshot.js';
import type { SvaDomains } from './sva-domains.js';
import type { SvaHandles } from './sva-handles.js';

/** The one resource of the subsystem's ledger. */
export const PASID_RESOURCE = resourceId(0);

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
  protected readonly map: MachineMap;
  private readonly writer = new SnapshotWriter();

  /** Freshly booted: nothing runs, every limit is `max`. */
  constructor(topology: Topology, platform: Platform, parts: Partial<PartClasses> = {}) {
    assertTopology(topology);
    const classes = { ...DEFAULT_PARTS, ...parts };
    const { devices, groups, domains, mms, svaHandles } = topology;
    this.topology = topology;
    this.platform = platform;
    this.map = new MachineMap(topology);
    this.pool = new classes.pool(this.map.greatestMaxPasids);
    this.ledger = new classes.ledger({ resources: ['pasid'], cgroups: topology.cgroups }, platform);
    this.ledger.setCapacity(PASID_RESOURCE, UNLIMITED);
    this.processes = new classes.processes(topology.processes);
    this.mms = new classes.mms(mms);
    this.driverRecords = new classes.driverRecords(devices.length);
    this.groups = new classes.groups(groups);
    this.slots = new classes.slots(groups.length);
    this.svaDomains = new classes.svaDomains(domains.length + 1, svaHandles, mms);
    this.svaHandles = new classes.svaHandles(topology.attachHandles + 1, svaHandles);
  }

  view(): SystemView {
    return {
      processes: this.processes.view(),
      mms: this.mms.view(this.svaDomains),
      driverPasids: this.driverRecords.view(),
      pool: this.pool.view(),
      groups: this.slots.view().map((slots, group) => ({ ...this.groups.view(group), slots })),
      svaDomains: this.svaDomains.view(),
      svaHandles: this.svaHandles.view(this.svaDomains),
      cgroups: this.topology.cgroups.map((_, cgroup) =>
        this.ledger.charge(PASID_RESOURCE, cgroupId(cgroup)),
      ),
    };
  }

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
    this.ledger.save(writer);
    return writer.finish();
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
    return (
      this.processes.representationFault() ??
      this.mms.representationFault() ??
      this.driverRecords.representationFault() ??
      this.pool.representationFault() ??
      this.groups.representationFault() ??
      this.slots.representationFault() ??
      this.svaDomains.representationFault() ??
      this.svaHandles.representationFault() ??
      this.ledger.representationFault()
    );
  }

  /** A caller broke its contract: say so once and change nothing. */
  protected reproach(reason: string): number {
    this.platform.warn(reason);
    return 0;
  }

  private load(reader: SnapshotReader): void {
    const { processes, mms, devices, cgroups, owners, svaHandles } = this.topology;
    const domains = this.topology.domains.length + svaHandles + 1;
    const handles = this.topology.attachHandles + svaHandles + 1;
    this.processes.load(reader, { cgroups: cgroups.length, mms });
    const pasids = Math.max(1, this.map.greatestMaxPasids);
    this.mms.load(reader, { processes, pasids });
    this.driverRecords.load(reader, pasids);
    this.pool.load(reader, cgroups.length);
    this.groups.load(reader, owners);
    this.slots.load(reader, { handles, domains });
    this.svaDomains.load(reader, { drivers: this.map.driverLimit, domains });
    this.svaHandles.load(reader, { devices: devices.length, domains }, this.svaDomains);
    this.ledger.load(reader);
    reader.finish();
  }

  private clear(): void {
    this.processes.clear();
    this.mms.clear();
    this.driverRecords.clear();
    this.pool.clear();
    this.groups.clear();
    this.slots.clear();
    this.svaDomains.clear();
    this.svaHandles.clear();
    this.ledger.clear();
    this.ledger.setCapacity(PASID_RESOURCE, UNLIMITED);
  }
}
