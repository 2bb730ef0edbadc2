import { deviceId, fileId, mdevId, NO_FILE, NO_PASID, pasid, type SystemView } from '#contract';
import { IdBitmap, NO_MEMBER } from './id-bitmap.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/**
 * The mediated devices that are created.
 *
 *     created      bit m is set from creation to removal
 *     parents[m]   the device it is a part of; 0 while it is not created
 *     files[m]     the file through which it is open, NO_FILE while it is not
 *     pasids[m]    its id while it is open, else NO_PASID
 */
export class MdevTable {
  protected readonly created: IdBitmap;
  protected readonly parents: Int32Array;
  protected readonly files: Int32Array;
  protected readonly pasids: Int32Array;

  constructor(mdevs: number) {
    this.created = new IdBitmap(mdevs);
    this.parents = new Int32Array(mdevs);
    this.files = new Int32Array(mdevs);
    this.pasids = new Int32Array(mdevs);
  }

  isCreated(mdev: number): boolean {
    return this.created.has(mdev);
  }

  isOpen(mdev: number): boolean {
    return this.files[mdev] !== NO_FILE;
  }

  parentOf(mdev: number): number {
    return this.parents[mdev]!;
  }

  pasidOf(mdev: number): number {
    return this.pasids[mdev]!;
  }

  create(mdev: number, parent: number): void {
    this.created.add(mdev);
    this.parents[mdev] = parent;
  }

  remove(mdev: number): void {
    this.created.delete(mdev);
    this.parents[mdev] = 0;
  }

  /** It is open through a file, with an id. */
  open(mdev: number, file: number, id: number): void {
    this.files[mdev] = file;
    this.pasids[mdev] = id;
  }

  /** It is not open, and its record names no id any more. */
  close(mdev: number): void {
    this.open(mdev, NO_FILE, NO_PASID);
  }

  view(): SystemView['mdevs'] {
    const mdevs: SystemView['mdevs'][number][] = [];
    for (let mdev = this.created.next(NO_MEMBER); mdev >= 0; mdev = this.created.next(mdev)) {
      mdevs.push({
        mdev: mdevId(mdev),
        device: deviceId(this.parents[mdev]!),
        file: fileId(this.files[mdev]!),
        pasid: pasid(this.pasids[mdev]!),
      });
    }
    return mdevs;
  }

  save(writer: SnapshotWriter): void {
    let previous = NO_MEMBER;
    for (let mdev = this.created.next(NO_MEMBER); mdev >= 0; mdev = this.created.next(mdev)) {
      writer.key(previous, mdev);
      writer.integer(this.parents[mdev]!);
      writer.integer(this.files[mdev]!);
      if (this.isOpen(mdev)) writer.integer(this.pasids[mdev]!);
      previous = mdev;
    }
    writer.endOfKeys();
  }

  load(
    reader: SnapshotReader,
    bounds: { readonly devices: number; readonly files: number; readonly pasids: number },
  ): void {
    this.clear();
    const mdevs = this.parents.length;
    const what = 'mediated device';
    for (
      let mdev = reader.nextKey(NO_MEMBER, mdevs, what);
      mdev >= 0;
      mdev = reader.nextKey(mdev, mdevs, what)
    ) {
      this.create(mdev, reader.below(bounds.devices, 'parent of a mediated device'));
      this.files[mdev] = reader.below(bounds.files, 'file of a mediated device');
      if (this.isOpen(mdev)) {
        this.pasids[mdev] = reader.below(bounds.pasids, 'id of a mediated device');
      }
    }
  }

  clear(): void {
    this.created.clear();
    this.parents.fill(0);
    this.files.fill(NO_FILE);
    this.pasids.fill(NO_PASID);
  }

  representationFault(): string | undefined {
    for (let mdev = 0; mdev < this.parents.length; mdev++) {
      if (!this.isCreated(mdev) && (this.isOpen(mdev) || this.parents[mdev] !== 0)) {
        return `mdevs: mediated device ${mdev} is not created and has a record`;
      }
      if (!this.isOpen(mdev) && this.pasids[mdev] !== NO_PASID) {
        return `mdevs: mediated device ${mdev} is not open and has an id`;
      }
    }
    const fault = this.created.representationFault();
    return fault === undefined ? undefined : `mdevs: ${fault}`;
  }
}
