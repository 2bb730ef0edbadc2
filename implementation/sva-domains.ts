import { domainId, mmId, NO_DOMAIN, type SystemView } from '#contract';
import { doubled } from './columns.js';
import { NO_MEMBER } from './id-bitmap.js';
import { NumberPool } from './number-pool.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

const FIRST_RECORDS = 8;

/**
 * The domains that binds made for address spaces. DomainId = first + record.
 *
 *     newest[m] -> domain -> domain -> NO_DOMAIN     through `older`: the order in which a bind
 *                                                    tries them, which is state
 *     mms, drivers, users, older     one number for each record
 *
 * A domain is in the list of its address space from the moment it is attached; before that it has
 * no user and can only be freed.
 */
export class SvaDomains {
  protected readonly numbers: NumberPool;
  protected readonly first: number;
  protected readonly newest: Int32Array;
  protected mms = new Int32Array(FIRST_RECORDS);
  protected drivers = new Int32Array(FIRST_RECORDS);
  protected users = new Int32Array(FIRST_RECORDS);
  protected older = new Int32Array(FIRST_RECORDS);

  /** Room for `size` domains, numbered from `first`, of as many address spaces as `mms` says. */
  constructor(first: number, size: number, mms: number) {
    this.first = first;
    this.numbers = new NumberPool(size);
    this.newest = new Int32Array(mms).fill(NO_DOMAIN);
  }

  /** A new domain, in no list and without users; NO_DOMAIN if no number is unused. */
  create(mm: number, driver: number): number {
    const record = this.numbers.take();
    if (record === NO_MEMBER) return NO_DOMAIN;
    this.begin(record, mm, driver);
    return this.first + record;
  }

  /** A domain was attached for the first time: one user, and the first that a bind tries next. */
  becomeNewest(domain: number): void {
    const record = domain - this.first;
    const mm = this.mms[record]!;
    this.users[record] = 1;
    this.older[record] = this.newest[mm]!;
    this.newest[mm] = domain;
  }

  /** The domain is gone, out of the list of its address space if it was there. */
  free(domain: number): void {
    this.unlink(domain);
    this.begin(domain - this.first, 0, 0);
    this.numbers.giveBack(domain - this.first);
  }

  addUser(domain: number): void {
    this.users[domain - this.first]!++;
  }

  /** One user less; the answer is how many are left. */
  dropUser(domain: number): number {
    return --this.users[domain - this.first]!;
  }

  /** Whether a domain has a number of this range, live or not. */
  isOne(domain: number): boolean {
    return domain >= this.first && domain < this.first + this.numbers.size;
  }

  mmOf(domain: number): number {
    return this.mms[domain - this.first]!;
  }

  driverOf(domain: number): number {
    return this.drivers[domain - this.first]!;
  }

  /** The newest domain of an address space, NO_DOMAIN if it has none. */
  newestOf(mm: number): number {
    return this.newest[mm]!;
  }

  /** The next older domain of the same address space, NO_DOMAIN after the oldest. */
  olderThan(domain: number): number {
    return this.older[domain - this.first]!;
  }

  view(): SystemView['svaDomains'] {
    const domains: SystemView['svaDomains'][number][] = [];
    const { numbers } = this;
    for (let r = numbers.next(NO_MEMBER); r >= 0; r = numbers.next(r)) {
      domains.push({
        domain: domainId(this.first + r),
        mm: mmId(this.mms[r]!),
        iommuDriver: this.drivers[r]!,
        users: this.users[r]!,
      });
    }
    return domains;
  }

  /** The domains of one address space, the newest first. */
  viewOf(mm: number): SystemView['mms'][number]['domains'] {
    const domains: SystemView['mms'][number]['domains'][number][] = [];
    for (let domain = this.newestOf(mm); domain > 0; domain = this.olderThan(domain)) {
      domains.push(domainId(domain));
    }
    return domains;
  }

  save(writer: SnapshotWriter): void {
    const { numbers } = this;
    let previous = NO_MEMBER;
    for (let r = numbers.next(NO_MEMBER); r >= 0; r = numbers.next(r)) {
      const isNewest = this.newest[this.mms[r]!] === this.first + r;
      writer.key(previous, r);
      writer.integer(this.mms[r]!);
      writer.integer(this.drivers[r]!);
      writer.number(this.users[r]!);
      writer.integer(isNewest ? 1 : 0);
      writer.integer(this.older[r]!);
      previous = r;
    }
    writer.endOfKeys();
  }

  load(
    reader: SnapshotReader,
    bounds: { readonly drivers: number; readonly domains: number },
  ): void {
    this.clear();
    const { size } = this.numbers;
    const what = 'SVA domain';
    for (let r = reader.nextKey(NO_MEMBER, size, what); r >= 0; r = reader.nextKey(r, size, what)) {
      this.numbers.claim(r);
      const mm = reader.below(this.newest.length, 'mm of an SVA domain');
      this.begin(r, mm, reader.below(bounds.drivers, 'IOMMU driver of an SVA domain'));
      this.users[r] = reader.count('users of an SVA domain');
      if (reader.below(2, 'whether a domain is the newest') === 1) this.newest[mm] = this.first + r;
      this.older[r] = reader.below(bounds.domains, 'next older SVA domain');
    }
    // A list with a loop would keep a later bind from ending.
    const fault = this.listFault();
    if (fault !== undefined) throw new Error(`snapshot: ${fault}`);
  }

  clear(): void {
    this.numbers.clear();
    this.newest.fill(NO_DOMAIN);
  }

  representationFault(): string | undefined {
    const fault = this.numbers.representationFault();
    return fault === undefined ? this.listFault() : `SVA domains: ${fault}`;
  }

  private listFault(): string | undefined {
    for (let mm = 0; mm < this.newest.length; mm++) {
      let linked = 0;
      for (let domain = this.newestOf(mm); domain !== 0; domain = this.olderThan(domain)) {
        if (!this.numbers.isUsed(domain - this.first)) {
          return `SVA domains: ${domain}, in the list of mm ${mm}, is not live`;
        }
        if (this.mmOf(domain) !== mm) return `SVA domains: ${domain} is in the list of mm ${mm}`;
        if (++linked > this.numbers.size) return `SVA domains: the list of mm ${mm} has a loop`;
      }
    }
    return undefined;
  }

  private begin(record: number, mm: number, driver: number): void {
    while (record >= this.mms.length) this.makeRoom();
    this.mms[record] = mm;
    this.drivers[record] = driver;
    this.users[record] = 0;
    this.older[record] = NO_DOMAIN;
  }

  private unlink(domain: number): void {
    const mm = this.mmOf(domain);
    const after = this.olderThan(domain);
    let before = this.newestOf(mm);
    if (before === domain) {
      this.newest[mm] = after;
      return;
    }
    while (before !== 0 && this.olderThan(before) !== domain) before = this.olderThan(before);
    if (before !== 0) this.older[before - this.first] = after;
  }

  private makeRoom(): void {
    this.mms = doubled(this.mms);
    this.drivers = doubled(this.drivers);
    this.users = doubled(this.users);
    this.older = doubled(this.older);
  }
}
