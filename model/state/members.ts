import { type DeviceId, deviceId, type GroupId, type Topology } from '#contract';
import { groupOf, type State } from './state.js';

/** How many devices belong to the group, the unplugged ones among them. */
export function memberCount({ devices }: Topology, group: GroupId): number {
  let count = 0;
  for (const device of devices) if (device.group === group) count += 1;
  return count;
}

/**
 * The plugged members of the group that can tag their DMA, in order; the others are never told of a
 * PASID (`__iommu_set_group_pasid`, 6.12).
 */
export function capableMembers(state: State, group: GroupId): DeviceId[] {
  const members: DeviceId[] = [];
  for (let device = 0; device < state.devices.length; device++) {
    if (isCapableMember(state, device, group)) members.push(deviceId(device));
  }
  return members;
}

/** Whether a device is in the group now and can tag its DMA. */
function isCapableMember(state: State, device: number, group: number): boolean {
  return groupOf(state, device) === group && maxPasidsOf(state, device) > 0;
}

/** One more than the greatest PASID that every capable member can express (I04). */
export function rangeEnd(state: State, group: number): number {
  let end = Number.POSITIVE_INFINITY;
  for (let device = 0; device < state.devices.length; device++) {
    if (isCapableMember(state, device, group)) end = Math.min(end, maxPasidsOf(state, device));
  }
  return end;
}

/** One more than the greatest PASID of the device; 0: it cannot tag its DMA, or is unplugged. */
export function maxPasidsOf({ topology, devices }: State, device: number): number {
  return devices[device]?.isPlugged === true ? topology.devices[device]!.maxPasids : 0;
}

/** One more than the greatest PASID that any device of the topology can express. */
export function pasidEnd({ devices }: Topology): number {
  let end = 1;
  for (const { maxPasids } of devices) end = Math.max(end, maxPasids);
  return end;
}
