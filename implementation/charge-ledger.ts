import {
  type CgroupId,
  type ChargeView,
  ERRNO,
  type LedgerDriver,
  type LedgerTopology,
  type Platform,
  type ResourceId,
  UNLIMITED,
} from '#contract';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** The row above a root. */
const NO_ROW = -1;

/**
 * Hierarchical charges: kernel/cgroup/misc.c (6.12) over flat rows. A charge costs the depth of its
 * cgroup.
 *
 *     row(resource, cgroup) = resource * cgroups + cgroup
 *     parents[row]          = the row of the same resource one cgroup up, NO_ROW above the root
 *     limits, usages, peaks, events, localEvents: one number for each row
 *
 * Amounts are doubles: exact up to 2^53, and UNLIMITED (2^64) for the kernel's U64_MAX.
 */
export class ChargeLedger implements LedgerDriver {
  protected readonly resources: readonly string[];
  protected readonly cgroups: number;
  protected readonly parents: Int32Array;
  protected readonly capacities: Float64Array;
  protected readonly limits: Float64Array;
  protected readonly usages: Float64Array;
  protected readonly peaks: Float64Array;
  protected readonly events: Float64Array;
  protected readonly localEvents: Float64Array;
  private readonly platform: Pick<Platform, 'warn'>;

  /** Every capacity 0, every limit `max`, nothing charged. */
  constructor(topology: LedgerTopology, platform: Pick<Platform, 'warn'>) {
    this.resources = topology.resources;
    this.cgroups = topology.cgroups.length;
    this.platform = platform;
    const rows = this.resources.length * this.cgroups;
    this.parents = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const cgroup = row % this.cgroups;
      const parent = topology.cgroups[cgroup]!.parent;
      this.parents[row] = parent === null ? NO_ROW : row - cgroup + parent;
    }
    this.capacities = new Float64Array(this.resources.length);
    this.limits = new Float64Array(rows).fill(UNLIMITED);
    this.usages = new Float64Array(rows);
    this.peaks = new Float64Array(rows);
    this.events = new Float64Array(rows);
    this.localEvents = new Float64Array(rows);
  }

  setCapacity(resource: ResourceId | null, capacity: number): number {
    if (resource === null) return -ERRNO.EINVAL;
    this.capacities[resource] = capacity;
    return 0;
  }

  setMax(resource: ResourceId, cgroup: CgroupId, max: number): number {
    if (this.capacity(resource) === 0) return -ERRNO.EINVAL;
    this.limits[this.rowOf(resource, cgroup)] = max;
    return 0;
  }

  tryCharge(resource: ResourceId | null, cgroup: CgroupId | null, amount: number): number {
    if (resource === null || cgroup === null) return -ERRNO.EINVAL;
    const capacity = this.capacity(resource);
    if (capacity === 0) return -ERRNO.EINVAL;
    if (amount === 0) return 0;
    const from = this.rowOf(resource, cgroup);
    for (let row = from; row >= 0; row = this.parents[row]!) {
      const usage = this.usages[row]! + amount;
      this.usages[row] = usage;
      if (this.exceeds(row, usage, capacity)) {
        this.countRefusal(row);
        this.rollBack(from, row, amount);
        return -ERRNO.EBUSY;
      }
      this.raisePeak(row, usage);
    }
    return 0;
  }

  uncharge(resource: ResourceId | null, cgroup: CgroupId | null, amount: number): void {
    if (resource === null || cgroup === null || amount === 0) return;
    const from = this.rowOf(resource, cgroup);
    for (let row = from; row >= 0; row = this.parents[row]!) this.cancelLevel(row, amount);
  }

  capacity(resource: ResourceId): number {
    return this.capacities[resource]!;
  }

  charge(resource: ResourceId, cgroup: CgroupId): ChargeView {
    const row = this.rowOf(resource, cgroup);
    return {
      max: this.limits[row]!,
      current: this.usages[row]!,
      peak: this.peaks[row]!,
      events: this.events[row]!,
      eventsLocal: this.localEvents[row]!,
    };
  }

  save(writer: SnapshotWriter): void {
    for (const capacity of this.capacities) writer.number(capacity);
    let previous = NO_ROW;
    for (let row = 0; row < this.parents.length; row++) {
      if (this.isPristine(row)) continue;
      writer.key(previous, row);
      writer.number(this.limits[row]!);
      writer.number(this.usages[row]!);
      writer.number(this.peaks[row]!);
      writer.number(this.events[row]!);
      writer.number(this.localEvents[row]!);
      previous = row;
    }
    writer.endOfKeys();
  }

  load(reader: SnapshotReader): void {
    this.clear();
    for (let resource = 0; resource < this.capacities.length; resource++) {
      this.capacities[resource] = reader.number('capacity');
    }
    const rows = this.parents.length;
    const what = 'row of the ledger';
    for (
      let row = reader.nextKey(NO_ROW, rows, what);
      row >= 0;
      row = reader.nextKey(row, rows, what)
    ) {
      this.limits[row] = reader.number('max');
      this.usages[row] = reader.number('current');
      this.peaks[row] = reader.number('peak');
      this.events[row] = reader.number('events');
      this.localEvents[row] = reader.number('eventsLocal');
      // A row as at boot is not written.
      if (this.isPristine(row)) throw new Error(`snapshot: row ${row} of the ledger is as at boot`);
    }
  }

  /** Every limit `max`, nothing charged; capacities stay. */
  clear(): void {
    this.limits.fill(UNLIMITED);
    this.usages.fill(0);
    this.peaks.fill(0);
    this.events.fill(0);
    this.localEvents.fill(0);
  }

  /** Each peak is what is used now, no refusal was counted. */
  startObservers(): void {
    for (let row = 0; row < this.parents.length; row++) {
      this.peaks[row] = Math.max(0, this.usages[row]!);
    }
    this.events.fill(0);
    this.localEvents.fill(0);
  }

  representationFault(): string | undefined {
    for (let row = 0; row < this.parents.length; row++) {
      const cgroup = row % this.cgroups;
      const parent = this.parents[row]!;
      const isRoot = parent === NO_ROW;
      if (!isRoot && (parent < row - cgroup || parent >= row)) {
        return `ledger: row ${row} has the parent ${parent}, not a lower row of its resource`;
      }
      if (!Number.isSafeInteger(this.usages[row]!)) {
        return `ledger: row ${row} has the inexact usage ${this.usages[row]}`;
      }
    }
    return undefined;
  }

  /** Whether a usage is above the limit of a row or above the capacity of its resource. */
  protected exceeds(row: number, usage: number, capacity: number): boolean {
    const compared = unsigned(usage);
    return compared > this.limits[row]! || compared > capacity;
  }

  /** The peak of a row follows an accepted usage, also when a level above then refuses. */
  protected raisePeak(row: number, usage: number): void {
    const compared = unsigned(usage);
    if (compared > this.peaks[row]!) this.peaks[row] = compared;
  }

  /** One refusal, at the row that refused and on each level above it but the root. */
  protected countRefusal(row: number): void {
    this.localEvents[row]!++;
    for (let level = row; this.parents[level]! >= 0; level = this.parents[level]!) {
      this.events[level]!++;
    }
  }

  /** Take a refused charge back from the rows it reached, the refusing one included. */
  protected rollBack(from: number, refusing: number, amount: number): void {
    for (let row = from; row !== refusing; row = this.parents[row]!) this.cancelLevel(row, amount);
    this.cancelLevel(refusing, amount);
  }

  /** Take an amount from one row. */
  protected cancelLevel(row: number, amount: number): void {
    const usage = this.usages[row]! - amount;
    this.usages[row] = usage;
    if (usage < 0) this.warnBelowZero(row);
  }

  private warnBelowZero(row: number): void {
    const cgroup = row % this.cgroups;
    const resource = this.resources[(row - cgroup) / this.cgroups]!;
    this.platform.warn(`${resource} of cgroup ${cgroup} is charged ${this.usages[row]}, below 0`);
  }

  private rowOf(resource: number, cgroup: number): number {
    return resource * this.cgroups + cgroup;
  }

  private isPristine(row: number): boolean {
    return (
      this.limits[row] === UNLIMITED &&
      this.usages[row] === 0 &&
      this.peaks[row] === 0 &&
      this.events[row] === 0 &&
      this.localEvents[row] === 0
    );
  }
}

/** A sum as the kernel compares it: unsigned in 64 bits, so one below 0 is just below 2^64. */
function unsigned(sum: number): number {
  return sum < 0 ? sum + UNLIMITED : sum;
}
