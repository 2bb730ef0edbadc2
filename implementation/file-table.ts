import {
  deviceId,
  type FileId,
  fileId,
  handleId,
  mdevId,
  mmId,
  NO_FILE,
  NO_HANDLE,
  type SystemView,
  userId,
} from '#contract';
import { doubled } from './columns.js';
import type { FileRecords } from './file-records.js';
import type { GuestMaps } from './guest-maps.js';
import { NO_MEMBER } from './id-bitmap.js';
import { NumberPool } from './number-pool.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** What a file is, as the column `kinds` names it. */
const KINDS = ['dev-sva', 'work-queue', 'vfio', 'mdev'] as const;
export const DEV_SVA = 0;
export const WORK_QUEUE = 1;
export const VFIO = 2;
export const MDEV = 3;

const FIRST_FILES = 8;

/** What the view of files needs besides this table. */
interface FileContents {
  readonly devSvaRecords: FileRecords;
  readonly vfioRecords: FileRecords;
  readonly guestMaps: GuestMaps;
}

/**
 * The open files. FileId = number + 1, so that entry 0 of each column is about no file.
 *
 *     kinds[f], references[f], users[f]
 *     devices[f]    what it was opened on, of a mediated device its parent; of /dev/sva 0
 *     subjects[f]   work queue: the mm of its opener; mediated device: that device; else 0
 *     handles[f]    work queue: its bond, NO_HANDLE after a removal took it; else NO_HANDLE
 *
 *     heads[kind, device] <-> file <-> file -> NO_FILE    through `nexts` and `prevs`: the files of
 *                                                         one kind that are open on one device
 */
export class FileTable {
  protected readonly numbers: NumberPool;
  protected kinds = new Int32Array(FIRST_FILES);
  protected references = new Int32Array(FIRST_FILES);
  protected users = new Int32Array(FIRST_FILES);
  protected devices = new Int32Array(FIRST_FILES);
  protected subjects = new Int32Array(FIRST_FILES);
  protected handles = new Int32Array(FIRST_FILES);
  private nexts = new Int32Array(FIRST_FILES);
  private prevs = new Int32Array(FIRST_FILES);
  private readonly heads: Int32Array;

  /** Room for `files` files, on as many devices as `devices` says. */
  constructor(files: number, devices: number) {
    this.numbers = new NumberPool(files);
    this.heads = new Int32Array(KINDS.length * devices);
  }

  /** The number that the next file gets; NO_FILE if none is unused. */
  nextNumber(): number {
    return this.numbers.lowest() + 1;
  }

  isOpen(file: number): boolean {
    return this.numbers.isUsed(file - 1);
  }

  kindOf(file: number): number {
    return this.kinds[file]!;
  }

  deviceOf(file: number): number {
    return this.devices[file]!;
  }

  /** The address space of the opener of a work queue. */
  mmOf(file: number): number {
    return this.subjects[file]!;
  }

  mdevOf(file: number): number {
    return this.subjects[file]!;
  }

  handleOf(file: number): number {
    return this.handles[file]!;
  }

  /** Some file of a kind that is open on a device, or NO_FILE. */
  firstOn(device: number, kind: number): number {
    return this.heads[this.headOf(device, kind)]!;
  }

  /** The files of a kind that are open on a device, in rising order, in an array of their own. */
  filesOn(device: number, kind: number): Int32Array {
    let count = 0;
    const first = this.firstOn(device, kind);
    for (let file = first; file !== NO_FILE; file = this.nexts[file]!) count++;
    const files = new Int32Array(count);
    let at = 0;
    for (let file = first; file !== NO_FILE; file = this.nexts[file]!) files[at++] = file;
    return at > 1 ? files.sort() : files;
  }

  /** The lowest unused number is a file without references; call it only while one is unused. */
  open(kind: number, user: number): number {
    const file = this.numbers.take() + 1;
    this.begin(file, kind, user);
    return file;
  }

  /** What a file is about: the device it is open on, and an mm or a mediated device. */
  setSubject(file: number, device: number, subject: number): void {
    this.devices[file] = device;
    this.subjects[file] = subject;
    this.link(file);
  }

  setHandle(file: number, handle: number): void {
    this.handles[file] = handle;
  }

  addReference(file: number): void {
    this.references[file]!++;
  }

  /** One reference less; the answer is how many are left. */
  dropReference(file: number): number {
    return --this.references[file]!;
  }

  /** The number is unused. */
  close(file: number): void {
    this.unlink(file);
    this.numbers.giveBack(file - 1);
  }

  view(contents: FileContents): SystemView['files'] {
    const files: SystemView['files'][number][] = [];
    for (let n = this.numbers.next(NO_MEMBER); n >= 0; n = this.numbers.next(n)) {
      files.push(this.viewOf(fileId(n + 1), contents));
    }
    return files;
  }

  save(writer: SnapshotWriter): void {
    let previous = NO_MEMBER;
    for (let n = this.numbers.next(NO_MEMBER); n >= 0; n = this.numbers.next(n)) {
      const file = n + 1;
      const kind = this.kinds[file]!;
      writer.key(previous, n);
      writer.integer(kind);
      writer.number(this.references[file]!);
      writer.integer(this.users[file]!);
      if (kind !== DEV_SVA) {
        writer.integer(this.devices[file]!);
        writer.integer(this.subjects[file]!);
      }
      if (kind === WORK_QUEUE) writer.integer(this.handles[file]!);
      previous = n;
    }
    writer.endOfKeys();
  }

  load(
    reader: SnapshotReader,
    bounds: {
      readonly users: number;
      readonly devices: number;
      readonly mms: number;
      readonly mdevs: number;
      readonly handles: number;
    },
  ): void {
    this.clear();
    const { size } = this.numbers;
    const subjects = [1, bounds.mms, 1, bounds.mdevs] as const;
    const what = 'open file';
    for (let n = reader.nextKey(NO_MEMBER, size, what); n >= 0; n = reader.nextKey(n, size, what)) {
      this.numbers.claim(n);
      const kind = reader.below(KINDS.length, 'kind of a file');
      const references = reader.count('references to a file');
      this.begin(n + 1, kind, reader.below(bounds.users, 'user of a file'));
      this.references[n + 1] = references;
      if (kind === DEV_SVA) continue;
      const device = reader.below(bounds.devices, 'device of a file');
      this.setSubject(n + 1, device, reader.below(subjects[kind]!, 'subject of a file'));
      if (kind === WORK_QUEUE)
        this.setHandle(n + 1, reader.below(bounds.handles, 'bond of a file'));
    }
  }

  clear(): void {
    this.numbers.clear();
    this.heads.fill(NO_FILE);
  }

  representationFault(): string | undefined {
    const fault = this.numbers.representationFault() ?? this.listFault();
    return fault === undefined ? undefined : `files: ${fault}`;
  }

  private listFault(): string | undefined {
    let listed = 0;
    for (let head = 0; head < this.heads.length; head++) {
      let before: number = NO_FILE;
      for (let file = this.heads[head]!; file !== NO_FILE; file = this.nexts[file]!) {
        if (!this.isOpen(file)) return `file ${file} is listed and not open`;
        if (this.headOf(this.devices[file]!, this.kinds[file]!) !== head) {
          return `file ${file} is in the list of another device or kind`;
        }
        if (this.prevs[file] !== before) return `file ${file} does not lead back`;
        // A loop would enter a file by two others, and `prevs` names one of them.
        listed++;
        before = file;
      }
    }
    for (let n = this.numbers.next(NO_MEMBER); n >= 0; n = this.numbers.next(n)) {
      if (this.kinds[n + 1] !== DEV_SVA) listed--;
    }
    return listed === 0 ? undefined : `${listed} files more are listed than are open on devices`;
  }

  private viewOf(file: FileId, contents: FileContents): SystemView['files'][number] {
    const kind = this.kinds[file]!;
    const device = deviceId(this.devices[file]!);
    const records = kind === VFIO ? contents.vfioRecords : contents.devSvaRecords;
    return {
      file,
      kind: KINDS[kind]!,
      references: this.references[file]!,
      user: userId(this.users[file]!),
      device: kind === WORK_QUEUE || kind === VFIO ? device : null,
      mdev: kind === MDEV ? mdevId(this.mdevOf(file)) : null,
      mm: kind === WORK_QUEUE ? mmId(this.mmOf(file)) : null,
      handle: handleId(this.handles[file]!),
      pasids: records.viewOf(file),
      guestMap: contents.guestMaps.viewOf(file),
    };
  }

  private begin(file: number, kind: number, user: number): void {
    while (file >= this.kinds.length) this.makeRoom();
    this.kinds[file] = kind;
    this.references[file] = 0;
    this.users[file] = user;
    this.devices[file] = 0;
    this.subjects[file] = 0;
    this.handles[file] = NO_HANDLE;
    this.nexts[file] = NO_FILE;
    this.prevs[file] = NO_FILE;
  }

  private headOf(device: number, kind: number): number {
    return device * KINDS.length + kind;
  }

  private link(file: number): void {
    const head = this.headOf(this.devices[file]!, this.kinds[file]!);
    const next = this.heads[head]!;
    this.nexts[file] = next;
    if (next !== NO_FILE) this.prevs[next] = file;
    this.heads[head] = file;
  }

  private unlink(file: number): void {
    if (this.kinds[file] === DEV_SVA) return;
    const next = this.nexts[file]!;
    const before = this.prevs[file]!;
    if (before === NO_FILE) this.heads[this.headOf(this.devices[file]!, this.kinds[file]!)] = next;
    else this.nexts[before] = next;
    if (next !== NO_FILE) this.prevs[next] = before;
  }

  private makeRoom(): void {
    this.kinds = doubled(this.kinds);
    this.references = doubled(this.references);
    this.users = doubled(this.users);
    this.devices = doubled(this.devices);
    this.subjects = doubled(this.subjects);
    this.handles = doubled(this.handles);
    this.nexts = doubled(this.nexts);
    this.prevs = doubled(this.prevs);
  }
}
