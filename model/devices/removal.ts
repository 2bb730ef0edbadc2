import { type DeviceId, fileId, NO_HANDLE, NO_PASID, type Pasid, pasid } from '#contract';
import type { Draft } from '#declaration';
import { letGo } from '../allocator/let-go.js';
import { detach, detachDomain, emptySlot } from '../attachment/slot.js';
import { answerAll } from '../requests/pending.js';
import { fileDomains } from '../state/domains.js';
import { capableMembers } from '../state/members.js';
import type { State } from '../state/state.js';
import { unbind } from '../sva/unbind.js';

// The parts of a removal, in the order in which device-unplug does them. The device is in no group
// any more by then, so its group is looked up where it belongs.

/** Nobody will serve a device that is gone, and what waits for it would wait for ever (L3). */
export function answerRequests(draft: Draft<State>, device: DeviceId): void {
  for (const key of Object.keys(draft.requests[device]!)) {
    answerAll(draft, device, pasid(Number(key)));
  }
}

/** Each work queue of the device loses its bond; the file stays (`uacce_remove`, 6.12; B69). */
export function takeBonds(draft: Draft<State>, device: DeviceId): void {
  for (const key of Object.keys(draft.files)) {
    const file = draft.files[Number(key)]!;
    if (file.kind !== 'work-queue' || file.device !== device) continue;
    const { handle } = file;
    file.handle = NO_HANDLE;
    // What a caller unbound that had no right to is gone already.
    if (draft.svaHandles[handle] !== undefined) unbind(draft, handle);
  }
}

/** The VFIO file of the device has nothing attached and no guest; it keeps the claim. */
export function detachVfio(draft: Draft<State>, device: DeviceId): void {
  const { group } = draft.topology.devices[device]!;
  for (const key of Object.keys(draft.files)) {
    const file = draft.files[Number(key)]!;
    if (file.kind !== 'vfio' || file.device !== device) continue;
    for (const held of file.pasids) {
      detachDomain(draft, group!, held, fileDomains(draft.topology, fileId(Number(key))));
    }
    file.pasids = [];
    file.guestMap = {};
  }
}

/** Mediated devices of the parent reach nothing; they keep their PASIDs until they are closed. */
export function detachMdevs(draft: Draft<State>, device: DeviceId): void {
  const { group } = draft.topology.devices[device]!;
  for (const mdev of draft.mdevs) {
    if (mdev.phase === 'absent' || mdev.device !== device || group === null) continue;
    if (mdev.pasid === NO_PASID) continue;
    detachDomain(draft, group, mdev.pasid, fileDomains(draft.topology, mdev.file));
  }
}

/** The kernel driver is gone, with all PASIDs that it had for itself, and is counted no more. */
export function stopDriver(draft: Draft<State>, device: DeviceId): void {
  const { group } = draft.topology.devices[device]!;
  const driver = draft.drivers[device]!;
  const held: Pasid[] = [...driver.pasids];
  if (driver.systemPasid !== NO_PASID) held.unshift(driver.systemPasid);
  driver.pasids = [];
  driver.systemPasid = NO_PASID;

  if (group !== null) for (const own of held) detach(draft, group, own);
  for (const own of held) letGo(draft, own);
  countOutDriver(draft, device);
}

/** No driver is bound to a device that is gone; whatever it had it may have forgotten. */
export function countOutDriver(draft: Draft<State>, device: DeviceId): void {
  const { group } = draft.topology.devices[device]!;
  const driver = draft.drivers[device]!;
  if (!driver.isBound) return;
  driver.isBound = false;
  if (group !== null && draft.groups[group]!.ownerCount > 0) draft.groups[group]!.ownerCount -= 1;
}

/** Where no device is left that could send anything there is nothing to drain. */
export function emptyDeadGroup(draft: Draft<State>, device: DeviceId): void {
  const { group } = draft.topology.devices[device]!;
  if (group === null || capableMembers(draft, group).length > 0) return;
  for (const key of Object.keys(draft.groups[group]!.slots)) {
    emptySlot(draft, group, pasid(Number(key)));
  }
}
