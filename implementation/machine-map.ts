import type { Topology } from '#contract';

/** The group of a device that is in none. */
export const NO_GROUP = -1;

// A group without a device that can tag its DMA refuses no id: the kernel's array takes 32 bits.
const EVERY_PASID = 2 ** 32;

/**
 * The fixed facts of a topology, laid out for the steps.
 *
 *     members          | of group 0 | of group 1 | ...       devices, in their order
 *                      ^            ^
 *     firstMember[0]   firstMember[1]        one more entry than groups: the end
 *     pasidLimits[g]   the least maxPasids of the members that can tag their DMA
 *
 *     domainDrivers[d], attachable[d]   of the callers' own domain d; entry 0 is about no domain
 */
export class MachineMap {
  readonly maxPasids: Int32Array;
  readonly groups: Int32Array;
  readonly iommuDrivers: Int32Array;
  readonly firstMember: Int32Array;
  readonly members: Int32Array;
  readonly pasidLimits: Float64Array;
  readonly greatestMaxPasids: number;
  /** One more than the greatest number of an IOMMU driver that a device is behind. */
  readonly driverLimit: number;
  readonly domainDrivers: Int32Array;
  readonly attachable: Uint8Array;

  constructor({ devices, groups, domains }: Topology) {
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
    this.pasidLimits = this.leastMaxPasids();
    this.domainDrivers = new Int32Array(domains.length + 1);
    this.attachable = new Uint8Array(domains.length + 1);
    domains.forEach((domain, index) => {
      this.domainDrivers[index + 1] = domain.iommuDriver;
      this.attachable[index + 1] = domain.setDevPasid ? 1 : 0;
    });
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

  private leastMaxPasids(): Float64Array {
    const limits = new Float64Array(this.firstMember.length - 1).fill(EVERY_PASID);
    for (let device = 0; device < this.groups.length; device++) {
      const group = this.groups[device]!;
      const maxPasids = this.maxPasids[device]!;
      if (group !== NO_GROUP && maxPasids > 0 && maxPasids < limits[group]!) {
        limits[group] = maxPasids;
      }
    }
    return limits;
  }
}
