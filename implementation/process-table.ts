import { cgroupId, mmId, processId, type SystemView, userId } from '#contract';
import type { Holdings } from './holdings.js';
import { IdBitmap, NO_MEMBER } from './id-bitmap.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/**
 * The running processes, each with the cgroup it runs in, the address space it uses, its user and
 * its sandbox; and the processes that have exited and still hold files.
 *
 *     running     bit p is set while process p runs
 *     exited      bit p is set from its exit until the last of its files is closed
 *     cgroups[p], mms[p], users[p], sandboxes[p]     its record; all 0 while it does not run
 */
export class ProcessTable {
  protected readonly running: IdBitmap;
  protected readonly exited: IdBitmap;
  protected readonly cgroups: Int32Array;
  protected readonly mms: Int32Array;
  protected readonly users: Int32Array;
  protected readonly sandboxes: Int32Array;

  constructor(processes: number) {
    this.running = new IdBitmap(processes);
    this.exited = new IdBitmap(processes);
    this.cgroups = new Int32Array(processes);
    this.mms = new Int32Array(processes);
    this.users = new Int32Array(processes);
    this.sandboxes = new Int32Array(processes);
  }

  isRunning(process: number): boolean {
    return this.running.has(process);
  }

  /** Whether it has exited and still holds files. */
  isExited(process: number): boolean {
    return this.exited.has(process);
  }

  /** Whether its number cannot be given to another process. */
  isInUse(process: number): boolean {
    return this.isRunning(process) || this.isExited(process);
  }

  cgroupOf(process: number): number {
    return this.cgroups[process]!;
  }

  mmOf(process: number): number {
    return this.mms[process]!;
  }

  userOf(process: number): number {
    return this.users[process]!;
  }

  sandboxOf(process: number): number {
    return this.sandboxes[process]!;
  }

  start(process: number, cgroup: number, mm: number): void {
    this.running.add(process);
    this.cgroups[process] = cgroup;
    this.mms[process] = mm;
  }

  /** Whose a process is, and what it may open. */
  confine(process: number, user: number, sandbox: number): void {
    this.users[process] = user;
    this.sandboxes[process] = sandbox;
  }

  /** It runs no more, and nothing of it is left. */
  stop(process: number): void {
    this.running.delete(process);
    this.cgroups[process] = 0;
    this.mms[process] = 0;
    this.confine(process, 0, 0);
  }

  /** A process that was stopped holds files, and keeps its number. */
  keepExited(process: number): void {
    this.exited.add(process);
  }

  /** An exited process holds no file any more. */
  forget(process: number): void {
    this.exited.delete(process);
  }

  moveTo(process: number, cgroup: number): void {
    this.cgroups[process] = cgroup;
  }

  useMm(process: number, mm: number): void {
    this.mms[process] = mm;
  }

  view(holdings: Holdings): SystemView['processes'] {
    const processes: SystemView['processes'][number][] = [];
    for (let p = this.running.next(NO_MEMBER); p >= 0; p = this.running.next(p)) {
      processes.push({
        process: processId(p),
        cgroup: cgroupId(this.cgroups[p]!),
        mm: mmId(this.mms[p]!),
        user: userId(this.users[p]!),
        sandbox: this.sandboxes[p]!,
        files: holdings.viewOf(p),
      });
    }
    return processes;
  }

  viewExited(holdings: Holdings): SystemView['exitedProcesses'] {
    const processes: SystemView['exitedProcesses'][number][] = [];
    for (let p = this.exited.next(NO_MEMBER); p >= 0; p = this.exited.next(p)) {
      processes.push({ process: processId(p), files: holdings.viewOf(p) });
    }
    return processes;
  }

  save(writer: SnapshotWriter): void {
    let previous = NO_MEMBER;
    for (let p = this.running.next(NO_MEMBER); p >= 0; p = this.running.next(p)) {
      writer.key(previous, p);
      writer.integer(this.cgroups[p]!);
      writer.integer(this.mms[p]!);
      writer.integer(this.users[p]!);
      writer.integer(this.sandboxes[p]!);
      previous = p;
    }
    writer.endOfKeys();
    previous = NO_MEMBER;
    for (let p = this.exited.next(NO_MEMBER); p >= 0; p = this.exited.next(p)) {
      writer.key(previous, p);
      previous = p;
    }
    writer.endOfKeys();
  }

  load(
    reader: SnapshotReader,
    bounds: {
      readonly cgroups: number;
      readonly mms: number;
      readonly users: number;
      readonly sandboxes: number;
    },
  ): void {
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
      const user = reader.below(bounds.users, 'user of a process');
      this.confine(p, user, reader.below(bounds.sandboxes, 'sandbox of a process'));
    }
    for (
      let p = reader.nextKey(NO_MEMBER, processes, 'exited process');
      p >= 0;
      p = reader.nextKey(p, processes, 'exited process')
    ) {
      this.keepExited(p);
    }
  }

  clear(): void {
    this.running.clear();
    this.exited.clear();
    this.cgroups.fill(0);
    this.mms.fill(0);
    this.users.fill(0);
    this.sandboxes.fill(0);
  }

  representationFault(): string | undefined {
    for (let p = 0; p < this.cgroups.length; p++) {
      if (this.isRunning(p)) {
        if (this.isExited(p)) return `processes: process ${p} runs and has exited`;
      } else if (this.hasRecord(p)) {
        return `processes: process ${p} does not run and has a record`;
      }
    }
    const fault = this.running.representationFault() ?? this.exited.representationFault();
    return fault === undefined ? undefined : `processes: ${fault}`;
  }

  private hasRecord(process: number): boolean {
    if (this.cgroups[process] !== 0 || this.mms[process] !== 0) return true;
    return this.users[process] !== 0 || this.sandboxes[process] !== 0;
  }
}
