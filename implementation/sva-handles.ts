import { deviceId, domainId, handleId, mmId, NO_HANDLE, type SystemView } from '#contract';
import { doubled } from './columns.js';
import { NO_MEMBER } from './id-bitmap.js';
import { NumberPool } from './number-pool.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';
import type { SvaDomains } from './sva-domains.js';

const FIRST_RECORDS = 8;

/**
 * The handles that binds made, shared by the binds of one address space in one group.
 * HandleId = first + record.
 *
 *     devices[r]   the device of the first bind, through which the last unbind detaches
 *     domains[r]   the SVA domain it was attached with; the address space is that domain's
 *     users[r]     binds minus unbinds
 */
export class SvaHandles {
  protected readonly numbers: NumberPool;
  protected readonly first: number;
  protected devices = new Int32Array(FIRST_RECORDS);
  protected domains = new Int32Array(FIRST_RECORDS);
  protected users = new Int32Array(FIRST_RECORDS);

  /** Room for `size` handles, numbered from `first`. */
  constructor(first: number, size: number) {
    this.first = first;
    this.numbers = new NumberPool(size);
  }

  isLive(handle: number): boolean {
    return this.numbers.isUsed(handle - this.first);
  }

  /** The lowest unused number, for a handle that is about to be attached; NO_HANDLE if none is. */
  take(): number {
    const record = this.numbers.take();
    if (record === NO_MEMBER) return NO_HANDLE;
    while (record >= this.users.length) this.makeRoom();
    return this.first + record;
  }

  /** The handle was attached: it has one user, and remembers the device and the domain. */
  open(handle: number, device: number, domain: number): void {
    const record = handle - this.first;
    this.devices[record] = device;
    this.domains[record] = domain;
    this.users[record] = 1;
  }

  /** The number can be used again: the handle is gone, or was never attached. */
  release(handle: number): void {
    this.numbers.giveBack(handle - this.first);
  }

  addUser(handle: number): void {
    this.users[handle - this.first]!++;
  }

  /** One user less; the answer is how many are left. */
  dropUser(handle: number): number {
    return --this.users[handle - this.first]!;
  }

  deviceOf(handle: number): number {
    return this.devices[handle - this.first]!;
  }

  domainOf(handle: number): number {
    return this.domains[handle - this.first]!;
  }

  view(svaDomains: SvaDomains): SystemView['svaHandles'] {
    const handles: SystemView['svaHandles'][number][] = [];
    const { numbers } = this;
    for (let r = numbers.next(NO_MEMBER); r >= 0; r = numbers.next(r)) {
      handles.push({
        handle: handleId(this.first + r),
        device: deviceId(this.devices[r]!),
        mm: mmId(svaDomains.mmOf(this.domains[r]!)),
        domain: domainId(this.domains[r]!),
        users: this.users[r]!,
      });
    }
    return handles;
  }

  save(writer: SnapshotWriter): void {
    const { numbers } = this;
    let previous = NO_MEMBER;
    for (let r = numbers.next(NO_MEMBER); r >= 0; r = numbers.next(r)) {
      writer.key(previous, r);
      writer.integer(this.devices[r]!);
      writer.integer(this.domains[r]!);
      writer.number(this.users[r]!);
      previous = r;
    }
    writer.endOfKeys();
  }

  load(
    reader: SnapshotReader,
    bounds: { readonly devices: number; readonly domains: number },
    svaDomains: SvaDomains,
  ): void {
    this.clear();
    const { size } = this.numbers;
    const what = 'SVA handle';
    for (let r = reader.nextKey(NO_MEMBER, size, what); r >= 0; r = reader.nextKey(r, size, what)) {
      this.numbers.claim(r);
      while (r >= this.users.length) this.makeRoom();
      this.devices[r] = reader.below(bounds.devices, 'device of an SVA handle');
      this.domains[r] = reader.below(bounds.domains, 'domain of an SVA handle');
      if (!svaDomains.isOne(this.domains[r]!)) {
        throw new Error(`snapshot: SVA handle ${this.first + r} has no SVA domain`);
      }
      this.users[r] = reader.count('users of an SVA handle');
    }
  }

  clear(): void {
    this.numbers.clear();
  }

  representationFault(): string | undefined {
    const fault = this.numbers.representationFault();
    return fault === undefined ? undefined : `SVA handles: ${fault}`;
  }

  private makeRoom(): void {
    this.devices = doubled(this.devices);
    this.domains = doubled(this.domains);
    this.users = doubled(this.users);
  }
}
