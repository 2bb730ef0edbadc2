import type { Topology } from '#contract';

/** The group of a device that is in none. */
export const NO_GROUP = -1;

/** The two I/O address spaces of a file. */
const SPACES_OF_A_FILE = 2;

/**
 * The fixed facts of a topology, laid out for the steps.
 *
 *     members          | of group 0 | of group 1 | ...       devices, in their order
 *                      ^            ^
 *     firstMember[0]   firstMember[1]        one more entry than groups: the end
 *
 *     domainDrivers[d], attachable[d]   of the callers' own domain d; entry 0 is about no domain
 *     domain numbers   | 0 | callers' own | SVA domains | two of each file | one of each group |
 *                                         ^             ^                  ^
 *                                         firstSvaDomain firstDomainOfFiles firstDomainOfGroups
 */
export class MachineMap {
  readonly maxPasids: Int32Array;
  readonly groups: Int32Array;
  readonly iommuDrivers: Int32Array;
  readonly firstMember: Int32Array;
  readonly members: Int32Array;
  readonly greatestMaxPasids: number;
  /** One more than the greatest number of an IOMMU driver that a device is behind. */
  readonly driverLimit: number;
  readonly domainDrivers: Int32Array;
  readonly attachable: Uint8Array;
  readonly firstSvaDomain: number;
  readonly firstDomainOfFiles: number;
  readonly firstDomainOfGroups: number;
  /** One more than the greatest number of a domain. */
  readonly domainLimit: number;

  constructor({ devices, groups, domains, svaHandles, files }: Topology) {
    this.maxPasids = new Int32Array(devices.length);
    this.groups = new Int32Array(devices.length);
    this.iommuDrivers = new Int32Array(devices.length);
    let greatest = 0;
    let lastDriver = 0;
    for (let device = 0; device < devices.length; device++) {
      const { maxPasids, group, iommuDriver } = devices[device]!;
      this.maxPasids[device] = maxPasids;
      this.groups[device] = group ?? NO_GROUP;
      this.iommuDrivers[device] = iommuDriver;
      greatest = Math.max(greatest, maxPasids);
      lastDriver = Math.max(lastDriver, iommuDriver);
    }
    this.greatestMaxPasids = greatest;
    this.driverLimit = lastDriver + 1;
    this.firstMember = new Int32Array(groups.length + 1);
    this.members = this.layOutMembers();
    this.domainDrivers = new Int32Array(domains.length + 1);
    this.attachable = new Uint8Array(domains.length + 1);
    domains.forEach((domain, index) => {
      this.domainDrivers[index + 1] = domain.iommuDriver;
      this.attachable[index + 1] = domain.setDevPasid ? 1 : 0;
    });
    this.firstSvaDomain = domains.length + 1;
    this.firstDomainOfFiles = this.firstSvaDomain + svaHandles;
    this.firstDomainOfGroups = this.firstDomainOfFiles + SPACES_OF_A_FILE * files;
    this.domainLimit = this.firstDomainOfGroups + groups.length;
  }

  /** The first I/O address space of a file. */
  firstSpaceOf(file: number): number {
    return this.firstDomainOfFiles + SPACES_OF_A_FILE * (file - 1);
  }

  /** Whether a domain is one of the I/O address spaces of a file. */
  isSpaceOf(domain: number, file: number): boolean {
    const place = domain - this.firstSpaceOf(file);
    return place >= 0 && place < SPACES_OF_A_FILE;
  }

  /** The kernel's own DMA domain of a group. */
  kernelDomainOf(group: number): number {
    return this.firstDomainOfGroups + group;
  }

  private layOutMembers(): Int32Array {
    const { firstMember, groups } = this;
    for (let device = 0; device < groups.length; device++) {
      if (groups[device] !== NO_GROUP) firstMember[groups[device]! + 1]!++;
    }
    for (let group = 1; group < firstMember.length; group++) {
      firstMember[group]! += firstMember[group - 1]!;
    }
    const next = firstMember.slice();
    const members = new Int32Array(firstMember[firstMember.length - 1]!);
    for (let device = 0; device < groups.length; device++) {
      if (groups[device] !== NO_GROUP) members[next[groups[device]!]!++] = device;
    }
    return members;
  }
}
