import {
  cgroupId,
  PASID_LIMIT,
  type Platform,
  resourceId,
  type SystemView,
  type Topology,
  UNLIMITED,
} from '#contract';
import type { BondTable } from './bond-table.js';
import type { ChargeLedger } from './charge-ledger.js';
import type { DriverRecords } from './driver-records.js';
import type { MmTable } from './mm-table.js';
import { assertTopology, DEFAULT_PARTS, type PartClasses } from './parts.js';
import type { PasidPool } from './pasid-pool.js';
import type { ProcessTable } from './process-table.js';
import { SnapshotReader, SnapshotWriter } from './snapshot.js';

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
  protected readonly bonds: BondTable;
  protected readonly driverRecords: DriverRecords;
  /** Of each device: its valid ids are 1 .. maxPasids-1. */
  protected readonly maxPasids: Int32Array;
  private readonly writer = new SnapshotWriter();

  /** Freshly booted: nothing runs, every limit is `max`. */
  constructor(topology: Topology, platform: Platform, parts: Partial<PartClasses> = {}) {
    assertTopology(topology);
    const classes = { ...DEFAULT_PARTS, ...parts };
    const devices = topology.devices.length;
    this.topology = topology;
    this.platform = platform;
    this.maxPasids = new Int32Array(devices);
    let greatest = 0;
    for (let device = 0; device < devices; device++) {
      const { maxPasids } = topology.devices[device]!;
      this.maxPasids[device] = maxPasids;
      if (maxPasids > greatest) greatest = maxPasids;
    }
    this.pool = new classes.pool(greatest);
    this.ledger = new classes.ledger({ resources: ['pasid'], cgroups: topology.cgroups }, platform);
    this.ledger.setCapacity(PASID_RESOURCE, UNLIMITED);
    this.processes = new classes.processes(topology.processes);
    this.mms = new classes.mms(topology.mms);
    this.bonds = new classes.bonds(topology.mms);
    this.driverRecords = new classes.driverRecords(devices);
  }

  view(): SystemView {
    return {
      processes: this.processes.view(),
      mms: this.mms.view(),
      driverPasids: this.driverRecords.view(),
      pool: this.pool.view(),
      slots: this.bonds.view(),
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
    this.bonds.save(writer);
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
      this.bonds.representationFault() ??
      this.ledger.representationFault()
    );
  }

  private load(reader: SnapshotReader): void {
    const { processes, mms, devices, cgroups } = this.topology;
    this.processes.load(reader, { cgroups: cgroups.length, mms });
    this.mms.load(reader, { processes, pasids: PASID_LIMIT });
    this.driverRecords.load(reader, PASID_LIMIT);
    this.pool.load(reader, cgroups.length);
    this.bonds.load(reader, { devices: devices.length, pasids: PASID_LIMIT });
    this.ledger.load(reader);
    reader.finish();
  }

  private clear(): void {
    this.processes.clear();
    this.mms.clear();
    this.driverRecords.clear();
    this.pool.clear();
    this.bonds.clear();
    this.ledger.clear();
    this.ledger.setCapacity(PASID_RESOURCE, UNLIMITED);
  }
}
