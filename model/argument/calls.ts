import { cgroupId, deviceId, fileId, mdevId, mmId, pasid as pasidOf, processId } from '#contract';
import type { Action } from '../actions.js';

// The calls by which stages are set, each with what tells it from the next.

/** Process n starts, in a cgroup, with address space n. */
export const spawn = (process: number, cgroup = 0): Action => ({
  kind: 'process-spawn',
  process: processId(process),
  mm: mmId(process),
  cgroup: cgroupId(cgroup),
});

/** A cgroup is given its limit. */
export const limit = (cgroup: number, max: number): Action => ({
  kind: 'cgroup-set-max',
  cgroup: cgroupId(cgroup),
  max,
});

/** A device is taken by its kernel driver. */
export const probe = (device: number): Action => ({
  kind: 'driver-probe',
  device: deviceId(device),
});

/** A part of a device is there to be opened. */
export const createMdev = (mdev: number, device: number): Action => ({
  kind: 'mdev-create',
  mdev: mdevId(mdev),
  device: deviceId(device),
});

/** A process takes a device for a virtual machine; the file has the lowest unused number. */
export const openVfio = (process: number, device: number): Action => ({
  kind: 'vfio-open',
  process: processId(process),
  device: deviceId(device),
});

/** A process opens /dev/sva. */
export const openDevSva = (process: number): Action => ({
  kind: 'dev-sva-open',
  process: processId(process),
});

/** A process takes an id through a /dev/sva file, in the range of a device. */
export const takeId = (process: number, file: number, device: number): Action => ({
  kind: 'dev-sva-alloc',
  process: processId(process),
  file: fileId(file),
  device: deviceId(device),
});

/** A process attaches an id to the device of a VFIO file. */
export const attachId = (process: number, file: number, pasid: number): Action => ({
  kind: 'vfio-attach',
  process: processId(process),
  file: fileId(file),
  pasid: pasidOf(pasid),
});
