import { groupId, NO_OWNER, ownerId, type SystemView, type Topology } from '#contract';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

type GroupView = Omit<SystemView['groups'][number], 'slots'>;

/** What a group is under outside PASIDs, as the column `domains` names it. */
const GROUP_DOMAINS = ['none', 'default', 'blocking'] as const;
const NONE = 0;
const DEFAULT = 1;
const BLOCKING = 2;

/**
 * Who uses each group, and the domain of its members outside PASIDs.
 *
 *     ownerCounts[g]   drivers of the kernel, or claims of the owner; nobody knows which
 *     owners[g]        the owner in user space, NO_OWNER while there is none
 *     domains[g]       0 none, 1 default, 2 blocking
 *     hasDefault[g], hasBlocking[g]   1 once that domain was made; no group ever loses one
 */
export class GroupTable {
  protected readonly ownerCounts: Float64Array;
  protected readonly owners: Int32Array;
  protected readonly domains: Uint8Array;
  protected readonly hasDefault: Uint8Array;
  protected readonly hasBlocking: Uint8Array;
  private readonly atBoot: Topology['groups'];

  constructor(groups: Topology['groups']) {
    this.atBoot = groups;
    this.ownerCounts = new Float64Array(groups.length);
    this.owners = new Int32Array(groups.length);
    this.domains = new Uint8Array(groups.length);
    this.hasDefault = new Uint8Array(groups.length);
    this.hasBlocking = new Uint8Array(groups.length);
    this.clear();
  }

  ownerCountOf(group: number): number {
    return this.ownerCounts[group]!;
  }

  ownerOf(group: number): number {
    return this.owners[group]!;
  }

  hasDefaultDomain(group: number): boolean {
    return this.hasDefault[group] === 1;
  }

  hasBlockingDomain(group: number): boolean {
    return this.hasBlocking[group] === 1;
  }

  isUnderNone(group: number): boolean {
    return this.domains[group] === NONE;
  }

  isUnderDefault(group: number): boolean {
    return this.domains[group] === DEFAULT;
  }

  isUnderBlocking(group: number): boolean {
    return this.domains[group] === BLOCKING;
  }

  countOneMore(group: number): void {
    this.ownerCounts[group]!++;
  }

  countOneLess(group: number): void {
    this.ownerCounts[group]!--;
  }

  /** A blocking domain was made; the group keeps it. */
  keepBlockingDomain(group: number): void {
    this.hasBlocking[group] = 1;
  }

  /** The group has one claim, of this owner, and is under its blocking domain. */
  take(group: number, owner: number): void {
    this.domains[group] = BLOCKING;
    this.owners[group] = owner;
    this.ownerCounts[group] = 1;
  }

  /** Nobody uses the group, which stays under the domain that it is under. */
  disown(group: number): void {
    this.ownerCounts[group] = 0;
    this.owners[group] = NO_OWNER;
  }

  /** Nobody uses the group, and it is under its default domain, or none if it has none. */
  giveBack(group: number): void {
    this.disown(group);
    this.domains[group] = this.hasDefault[group] === 1 ? DEFAULT : NONE;
  }

  /** The group has its default domain from now on, and is under it if nobody owns it. */
  gainDefaultDomain(group: number): void {
    this.hasDefault[group] = 1;
    if (this.owners[group] === NO_OWNER) this.domains[group] = DEFAULT;
  }

  view(group: number): GroupView {
    return {
      group: groupId(group),
      ownerCount: this.ownerCounts[group]!,
      owner: ownerId(this.owners[group]!),
      hasDefaultDomain: this.hasDefaultDomain(group),
      hasBlockingDomain: this.hasBlockingDomain(group),
      domain: GROUP_DOMAINS[this.domains[group]!]!,
    };
  }

  save(writer: SnapshotWriter): void {
    for (let group = 0; group < this.owners.length; group++) {
      const domains = (this.hasDefault[group]! << 1) | this.hasBlocking[group]!;
      writer.integer((this.domains[group]! << 2) | domains);
      writer.number(this.ownerCounts[group]!);
      writer.integer(this.owners[group]!);
    }
  }

  load(reader: SnapshotReader, owners: number): void {
    for (let group = 0; group < this.owners.length; group++) {
      const domains = reader.below(GROUP_DOMAINS.length << 2, 'domains of a group');
      this.domains[group] = domains >>> 2;
      this.hasDefault[group] = (domains >>> 1) & 1;
      this.hasBlocking[group] = domains & 1;
      this.ownerCounts[group] = reader.number('owner count of a group');
      this.owners[group] = reader.below(owners, 'owner of a group');
    }
  }

  /** As at boot. */
  clear(): void {
    this.ownerCounts.fill(0);
    this.owners.fill(NO_OWNER);
    this.hasBlocking.fill(0);
    for (let group = 0; group < this.atBoot.length; group++) {
      const { defaultDomain } = this.atBoot[group]!;
      this.hasDefault[group] = defaultDomain ? 1 : 0;
      this.domains[group] = defaultDomain ? DEFAULT : NONE;
    }
  }

  representationFault(): string | undefined {
    for (let group = 0; group < this.owners.length; group++) {
      if (this.domains[group]! > BLOCKING) return `groups: group ${group} is under no known domain`;
      if (!Number.isSafeInteger(this.ownerCounts[group]!)) {
        return `groups: group ${group} has the inexact owner count ${this.ownerCounts[group]}`;
      }
    }
    return undefined;
  }
}
