import type { DeviceId, Pasid } from '#contract';
import type { State } from '../state/state.js';

/** Whether the PASID is in the record of the driver of the device. */
export function holds({ drivers }: State, device: DeviceId, pasid: Pasid): boolean {
  return drivers[device]!.pasids.includes(pasid);
}

/**
 * A record names one more PASID, in rising order, and each only once: where a stranger freed a
 * PASID of this owner, its record may name the new one already.
 */
export function note(pasids: Pasid[], pasid: Pasid): void {
  if (pasids.includes(pasid)) return;
  pasids.splice(pasids.findLastIndex((held) => held < pasid) + 1, 0, pasid);
}

/** A record names the PASID no more, if it did. */
export function strike(pasids: Pasid[], pasid: Pasid): void {
  const at = pasids.indexOf(pasid);
  if (at !== -1) pasids.splice(at, 1);
}
