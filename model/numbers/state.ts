import { NONE, type NumbersScope } from './scope.js';

/** Whose memory each PASID of a device leads to; key: PASID. */
type PasidTable = Readonly<Record<number, number>>;

/** One device: who has it open, and its PASID table twice. */
export interface NumbersDevice {
  /** Index: process, minus 1. The PASID with which the process has the device open, or none. */
  readonly files: readonly number[];
  /** As the kernel keeps it. */
  readonly slots: PasidTable;
  /** As the device was told, and what it goes by. */
  readonly hardware: PasidTable;
}

/** Who has which PASID where. */
export interface NumbersState {
  readonly scope: NumbersScope;
  /** Index: process, minus 1. Its one PASID in the global space, until it exits; else none. */
  readonly pasidOf: readonly number[];
  /**
   * Index: process, minus 1. What the CPU puts into work for shared queues: the first PASID the
   * process was given, until it exits. There is one such register, whatever the number of devices.
   */
  readonly register: readonly number[];
  readonly devices: readonly NumbersDevice[];
}

/** Nobody has opened anything. */
export function initialState(scope: NumbersScope): NumbersState {
  const nothing = new Array<number>(scope.processes).fill(NONE);
  return {
    scope,
    pasidOf: [...nothing],
    register: [...nothing],
    devices: scope.maxPasids.map(() => ({ files: [...nothing], slots: {}, hardware: {} })),
  };
}

/** The PASID with which a process has a device open, or none. */
export function fileOf(state: NumbersState, process: number, device: number): number {
  return state.devices[device]!.files[process - 1]!;
}

/** The PASIDs that nobody has in the table of a device alone, in rising order. */
export function freeInTable({ scope, devices }: NumbersState, device: number): readonly number[] {
  const { slots } = devices[device]!;
  return pasidsOf(scope, device).filter((pasid) => slots[pasid] === undefined);
}

/** The PASIDs from which a process that has none may be given one, for use on a device. */
export function freeInSpace(state: NumbersState, device: number): readonly number[] {
  const { scope, pasidOf } = state;
  return scope.space === 'per-device'
    ? freeInTable(state, device)
    : pasidsOf(scope, device).filter((pasid) => !pasidOf.includes(pasid));
}

function pasidsOf({ maxPasids }: NumbersScope, device: number): readonly number[] {
  return Array.from({ length: maxPasids[device]! - 1 }, (_, index) => index + 1);
}
