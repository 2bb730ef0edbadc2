import type { DeviceId, Pasid } from '#contract';
import type { Draft } from '#declaration';
import type { State } from '../state/state.js';

/** A device sends a page request, and from then on waits for its answer. */
export function send({ outstanding }: Draft<State>, device: DeviceId, pasid: Pasid): void {
  add(outstanding[device]!, pasid, 1);
}

/** A device is told what became of one of its requests (`page_response`, 6.12). */
export function tell({ outstanding }: Draft<State>, device: DeviceId, pasid: Pasid): void {
  add(outstanding[device]!, pasid, -1);
}

/** The IOMMU layer keeps a request until it is answered. */
export function keep({ requests }: Draft<State>, device: DeviceId, pasid: Pasid): void {
  add(requests[device]!, pasid, 1);
}

/** One request that was kept is answered, and its device told, once (I42). */
export function answer(draft: Draft<State>, device: DeviceId, pasid: Pasid): void {
  add(draft.requests[device]!, pasid, -1);
  tell(draft, device, pasid);
}

/** Every request of the device at the PASID is answered, each of them once. */
export function answerAll(draft: Draft<State>, device: DeviceId, pasid: Pasid): void {
  for (let left = pendingAt(draft, device, pasid); left > 0; left--) answer(draft, device, pasid);
}

/** How many requests of the device at the PASID are not answered. */
export function pendingAt({ requests }: State, device: number, pasid: number): number {
  return requests[device]?.[pasid] ?? 0;
}

// A count of 0 is no entry, so that equal states look alike.
function add(counts: Record<number, number>, pasid: Pasid, amount: number): void {
  const count = (counts[pasid] ?? 0) + amount;
  if (count === 0) delete counts[pasid];
  else counts[pasid] = count;
}
