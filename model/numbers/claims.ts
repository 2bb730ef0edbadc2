import { defineInvariantOf, defineTransitionInvariantOf, type Step } from '#declaration';
import type { NumbersAction } from './actions.js';
import { NONE, NUMBERS_SCOPES } from './scope.js';
import { freeInTable, type NumbersState } from './state.js';
import type { NumbersInput, NumbersOutcome } from './vocabulary.js';

/** One step as the claims see it. */
export type NumbersStep = Step<NumbersState, NumbersAction, NumbersInput, NumbersOutcome>;

const defineInvariant = defineInvariantOf<NumbersState>();
const defineClaim = defineTransitionInvariantOf<
  NumbersState,
  NumbersAction,
  NumbersInput,
  NumbersOutcome
>();

const EVERYWHERE = { profiles: Object.keys(NUMBERS_SCOPES), callers: 'any' } as const;
const GLOBAL = { profiles: ['global-shared', 'global-dedicated'], callers: 'any' } as const;

/** Devices stay inside their tables. */
export const slotsInRange = defineInvariant({
  ...EVERYWHERE,
  id: 'slots-in-range',
  claim: 'A device is told only PASIDs that it can express.',
  why: 'It would index past its table, or cut the number off and reach the memory of another.',
  kernel: 'iommu_attach_device_pasid (6.12)',
  facts: ['I03', 'I04', 'I08'],
  antecedent: 'small-device-full',
  violation({ scope, devices }) {
    for (const [device, { hardware }] of devices.entries()) {
      for (const pasid of Object.keys(hardware).map(Number)) {
        if (pasid !== NONE && pasid < scope.maxPasids[device]!) continue;
        return { reason: `dev${device} was told pasid ${pasid}`, at: [`dev${device}`] };
      }
    }
    return undefined;
  },
});

/** One process for each slot, on both sides. */
export const hardwareAgreesWithSlots = defineInvariant({
  ...EVERYWHERE,
  id: 'hardware-agrees-with-slots',
  claim:
    'What a device was told is what is in its slots, and each slot is of who has the device open under it.',
  why: 'A PASID that is free for the kernel would still lead to memory, or a process would use one it does not have.',
  kernel: 'iommu_attach_device_pasid, iommu_detach_device_pasid (6.12)',
  facts: ['I20', 'I24'],
  antecedent: 'closed',
  violation({ devices }) {
    for (const [device, { files, slots, hardware }] of devices.entries()) {
      const openers = files.flatMap((pasid, index) =>
        pasid === NONE ? [] : [[String(pasid), index + 1] as const],
      );
      const expected = JSON.stringify(openers.sort(([one], [two]) => Number(one) - Number(two)));
      const isSame = [slots, hardware].every(
        (table) => JSON.stringify(Object.entries(table)) === expected,
      );
      if (!isSame) return { reason: `the tables of dev${device} differ`, at: [`dev${device}`] };
    }
    return undefined;
  },
});

/** One owner at a time, in the whole system. */
export const pasidOfOneProcess = defineInvariant({
  ...GLOBAL,
  id: 'pasid-of-one-process',
  claim: 'In the global space a PASID is of one process, whatever the device.',
  why: 'What the CPU puts into work must mean the same on every device.',
  kernel: 'iommu_alloc_global_pasid (6.12)',
  facts: ['I01', 'I02'],
  antecedent: 'opened-twice',
  violation({ scope, pasidOf, devices }) {
    if (scope.space !== 'global') return undefined;
    for (const [index, pasid] of pasidOf.entries()) {
      if (pasid !== NONE && pasidOf.indexOf(pasid) !== index) {
        return { reason: `pasid ${pasid} is of two processes`, at: [`process${index + 1}`] };
      }
      const other = devices.findIndex(
        ({ files }) => files[index] !== NONE && files[index] !== pasid,
      );
      if (other === -1) continue;
      return { reason: `process ${index + 1} has two pasids`, at: [`dev${other}`] };
    }
    return undefined;
  },
});

/** Who opens in vain changes no device. */
export const refusedOpenTellsNobody = defineClaim({
  ...EVERYWHERE,
  id: 'refused-open-tells-nobody',
  claim: 'An open that is refused changes no slot and no device.',
  why: 'A device would lead to the memory of a process that does not know of it.',
  kernel: 'iommu_attach_device_pasid (6.12)',
  facts: ['I22'],
  antecedent: 'refused-by-device',
  violation({ before, action, outcome, after }) {
    if (action.kind !== 'queue-open' || outcome.kind !== 'refused') return undefined;
    const isSame = JSON.stringify(before.devices) === JSON.stringify(after.devices);
    return isSame ? undefined : { reason: 'a device changed', at: [`dev${action.device}`] };
  },
});

/** Work uses the memory of who submitted it: what P17 asks. */
export const isolation = defineClaim({
  profiles: ['global-shared', 'global-dedicated', 'per-device-dedicated'],
  callers: 'any',
  id: 'isolation',
  claim: 'Work reaches the memory of the process that submitted it, and no other.',
  why: 'A process would read and write the memory of another, by no more than opening a queue.',
  kernel: 'iommu_sva_bind_device, ENQCMD (6.12)',
  facts: ['I14', 'I18'],
  antecedent: 'two-on-one-device',
  violation(step) {
    const reached = strangerReached(step);
    if (reached === undefined) return undefined;
    const { process, device } = step.action as Extract<NumbersAction, { kind: 'submit' }>;
    return {
      reason: `process ${process} reached the memory of process ${reached}`,
      at: [`dev${device}`, `process${process}`, `process${reached}`],
    };
  },
});

/** Nobody is kept from a device by what is used elsewhere: what P16 asks. */
export const notBlockedByAnotherDevice = defineClaim({
  profiles: ['per-device-shared', 'per-device-dedicated'],
  callers: 'any',
  id: 'not-blocked-by-another-device',
  claim:
    'Whether an open finds a PASID depends on what is in use on that device, and on no other one.',
  why: 'Who takes PASIDs on a large device could keep others from a small one that nobody uses.',
  kernel: 'iommu_alloc_global_pasid, iommu_alloc_mm_data (6.12)',
  facts: ['I05', 'I06'],
  antecedent: 'small-device-full',
  violation(step) {
    const blocking = blockingElsewhere(step);
    if (blocking === undefined) return undefined;
    const { process, device } = step.action as Extract<NumbersAction, { kind: 'queue-open' }>;
    return {
      reason: `process ${process} is refused dev${device}, because process ${blocking} uses another device`,
      at: [`dev${device}`, `process${process}`, `process${blocking}`],
    };
  },
});

/** Whose memory the work of another process reached; undefined: nobody else's. */
function strangerReached({ action, outcome }: NumbersStep): number | undefined {
  if (action.kind !== 'submit' || outcome.kind !== 'reached') return undefined;
  return outcome.process === action.process ? undefined : outcome.process;
}

/**
 * The process whose use of another device is in the way of an open: the device has a PASID free in its
 * own table, which that process uses elsewhere; or it is the caller, whose PASID is from a larger
 * device. Undefined: nobody's.
 */
export function blockingElsewhere({ before, action, outcome }: NumbersStep): number | undefined {
  if (action.kind !== 'queue-open' || outcome.kind !== 'refused') return undefined;
  const free = freeInTable(before, action.device);
  if (free.length === 0) return undefined;
  if (outcome.errno === 'EOVERFLOW') return action.process;
  if (outcome.errno !== 'ENOSPC') return undefined;
  const index = before.pasidOf.findIndex(
    (pasid, other) => free.includes(pasid) && isOpenElsewhere(before, other, action.device),
  );
  return index === -1 ? undefined : index + 1;
}

function isOpenElsewhere({ devices }: NumbersState, index: number, device: number): boolean {
  return devices.some(({ files }, other) => other !== device && files[index] !== NONE);
}
