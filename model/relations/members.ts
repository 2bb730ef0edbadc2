import type { State } from '../state/state.js';

// The steps have queries of the same kind. The claims have their own, so that an error in those
// cannot hide from them.

/** The group that a device belongs to, whether it is plugged in or not; -1: none. */
export function groupByTopology({ topology }: State, device: number): number {
  return topology.devices[device]?.group ?? -1;
}

/** Whether a device is there, in the group, and can tag its DMA: then it is told of PASIDs. */
export function isTold({ topology, devices }: State, device: number, group: number): boolean {
  if (devices[device]?.isPlugged !== true) return false;
  const { group: of, maxPasids } = topology.devices[device]!;
  return of === group && maxPasids > 0;
}

/** Whether any device of the group is told of PASIDs. */
export function hasToldMember(state: State, group: number): boolean {
  for (let device = 0; device < state.devices.length; device++) {
    if (isTold(state, device, group)) return true;
  }
  return false;
}

/** The first device of the group that is told of PASIDs; -1: none. */
export function firstToldMember(state: State, group: number): number {
  for (let device = 0; device < state.devices.length; device++) {
    if (isTold(state, device, group)) return device;
  }
  return -1;
}

/** One more than the greatest PASID that every member that is told can express (I04). */
export function expressibleEnd(state: State, group: number): number {
  let end = Number.POSITIVE_INFINITY;
  for (let device = 0; device < state.devices.length; device++) {
    if (!isTold(state, device, group)) continue;
    end = Math.min(end, state.topology.devices[device]!.maxPasids);
  }
  return end;
}

/** Whether a slot of any group is occupied at the PASID. */
export function isOccupiedAnywhere({ groups }: State, pasid: number): boolean {
  for (let group = 0; group < groups.length; group++) {
    if (groups[group]!.slots[pasid] !== undefined) return true;
  }
  return false;
}

/** Whether a slot of any group is attached at the PASID. */
export function isAttachedAnywhere({ groups }: State, pasid: number): boolean {
  for (let group = 0; group < groups.length; group++) {
    if (groups[group]!.slots[pasid]?.phase === 'attached') return true;
  }
  return false;
}

/** Whether any slot of the group is attached; those that only drain do not count. */
export function hasAttachedSlot({ slots }: State['groups'][number]): boolean {
  for (const key in slots) if (slots[key]!.phase === 'attached') return true;
  return false;
}

/** Whether any slot of the group is draining. */
export function hasDrainingSlot({ slots }: State['groups'][number]): boolean {
  for (const key in slots) if (slots[key]!.phase === 'draining') return true;
  return false;
}
