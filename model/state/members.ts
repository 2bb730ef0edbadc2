import { type DeviceId, deviceId, type GroupId, type Topology } from '#contract';

/** How many devices the group has. */
export function memberCount({ devices }: Topology, group: GroupId): number {
  let count = 0;
  for (const device of devices) if (device.group === group) count += 1;
  return count;
}

/**
 * The members of the group that can tag their DMA, in order; the others are never told of a PASID
 * (`__iommu_set_group_pasid`, 6.12).
 */
export function capableMembers({ devices }: Topology, group: GroupId): DeviceId[] {
  const members: DeviceId[] = [];
  for (let device = 0; device < devices.length; device++) {
    if (isCapableMember(devices[device]!, group)) members.push(deviceId(device));
  }
  return members;
}

/** Whether a device is in the group and can tag its DMA. */
export function isCapableMember(device: Topology['devices'][number], group: number): boolean {
  return device.group === group && device.maxPasids > 0;
}

/** One more than the greatest PASID that every capable member can express (I04). */
export function rangeEnd({ devices }: Topology, group: number): number {
  let end = Number.POSITIVE_INFINITY;
  for (const device of devices) {
    if (isCapableMember(device, group)) end = Math.min(end, device.maxPasids);
  }
  return end;
}

/** One more than the greatest PASID that any device of the topology can express. */
export function pasidEnd({ devices }: Topology): number {
  let end = 1;
  for (const { maxPasids } of devices) end = Math.max(end, maxPasids);
  return end;
}
