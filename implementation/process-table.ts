import { cgroupId, mmId, processId, type SystemView } from '#contract';
import { IdBitmap, NO_MEMBER } from './id-bitmap.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/**
 * The running processes, each with the cgroup it runs in and the address space it uses.
 *
 *     running     bit p is set while process p runs
 *     cgroups[p], mms[p]     its record; 0 and 0 while it does not run
 */
export class ProcessTable {
  protected readonly running: IdBitmap;
  protected readonly cgroups: Int32Array;
  protected readonly mms: Int32Array;

  constructor(processes: number) {
    this.running = new IdBitmap(processes);
    this.cgroups = new Int32Array(processes);
    this.mms = new Int32Array(processes);
  }

  isRunning(process: number): boolean {
    return this.running.has(process);
  }

  cgroupOf(process: number): number {
    return this.cgroups[process]!;
  }

  mmOf(process: number): number {
    return this.mms[process]!;
  }

  start(process: number, cgroup: number, mm: number): void {
    this.running.add(process);
    this.cgroups[process] = cgroup;
    this.mms[process] = mm;
  }

  stop(process: number): void {
    this.running.delete(process);
    this.cgroups[process] = 0;
    this.mms[process] = 0;
  }

  moveTo(process: number, cgroup: number): void {
    this.cgroups[process] = cgroup;
  }

  useMm(process: number, mm: number): void {
    this.mms[process] = mm;
  }

  view(): SystemView['processes'] {
    const processes: SystemView['processes'][number][] = [];
    for (let p = this.running.next(NO_MEMBER); p >= 0; p = this.running.next(p)) {
      processes.push({
        process: processId(p),
        cgroup: cgroupId(this.cgroups[p]!),
        mm: mmId(this.mms[p]!),
      });
    }
    return processes;
  }

  save(writer: SnapshotWriter): void {
    let previous = NO_MEMBER;
    for (let p = this.running.next(NO_MEMBER); p >= 0; p = this.running.next(p)) {
      writer.key(previous, p);
      writer.integer(this.cgroups[p]!);
      writer.integer(this.mms[p]!);
      previous = p;
    }
    writer.endOfKeys();
  }

  load(reader: SnapshotReader, bounds: { readonly cgroups: number; readonly mms: number }): void {
    this.clear();
    const processes = this.cgroups.length;
    const what = 'process';
    for (
      let p = reader.nextKey(NO_MEMBER, processes, what);
      p >= 0;
      p = reader.nextKey(p, processes, what)
    ) {
      const cgroup = reader.below(bounds.cgroups, 'cgroup of a process');
      this.start(p, cgroup, reader.below(bounds.mms, 'mm of a process'));
    }
  }

  clear(): void {
    this.running.clear();
    this.cgroups.fill(0);
    this.mms.fill(0);
  }

  representationFault(): string | undefined {
    for (let p = 0; p < this.cgroups.length; p++) {
      if (!this.running.has(p) && (this.cgroups[p] !== 0 || this.mms[p] !== 0)) {
        return `processes: process ${p} does not run and has a record`;
      }
    }
    const fault = this.running.representationFault();
    return fault === undefined ? undefined : `processes: ${fault}`;
  }
}
