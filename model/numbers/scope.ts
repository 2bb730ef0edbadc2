/** Where a PASID is unique: in the system, or in the table of one device. */
export type IdSpace = 'global' | 'per-device';

/**
 * What puts the PASID into work: with a shared queue (ENQCMD) the CPU, from a register that holds one
 * number for each address space; with a dedicated queue the device, as its driver programmed it.
 */
export type QueueKind = 'shared' | 'dedicated';

/** The two decisions and the sizes of one run. Processes count from 1. */
export interface NumbersScope {
  readonly space: IdSpace;
  readonly queues: QueueKind;
  readonly processes: number;
  /** For each device: its PASIDs are 1 to this, less one. */
  readonly maxPasids: readonly number[];
  /** How many processes may have a device open at a time, where its queues are dedicated. */
  readonly queuesPerDevice: number;
}

/** No PASID, no process. */
export const NONE = 0;

const SIZES = { processes: 3, maxPasids: [2, 4], queuesPerDevice: 2 } as const;

/**
 * Each pair of decisions, in sizes in which a small device (one PASID) stands beside a larger one
 * (three), and more processes want them than the smaller one has PASIDs.
 */
export const NUMBERS_SCOPES = {
  'global-shared': { space: 'global', queues: 'shared', ...SIZES },
  'global-dedicated': { space: 'global', queues: 'dedicated', ...SIZES },
  'per-device-shared': { space: 'per-device', queues: 'shared', ...SIZES },
  'per-device-dedicated': { space: 'per-device', queues: 'dedicated', ...SIZES },
} as const satisfies Readonly<Record<string, NumbersScope>>;
