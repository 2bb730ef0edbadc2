import { NO_PASID } from '#contract';
import type { Violation } from '#declaration';
import { isSame } from '../outcomes/difference.js';
import { fileNamed, mmOfProcess } from '../outcomes/reasons.js';
import { defineTransitionInvariant, everyProfile, type ModelStep } from '../properties.js';
import { type OpenFile, pasidOf } from '../state/state.js';

/** Falls when a copy of the parent's record brings its PASID along. */
export const freshMmWithoutPasid = defineTransitionInvariant({
  id: 'fresh-mm-without-pasid',
  claim: 'An address space comes into being without a PASID.',
  why: 'A forked child would reach its parent through every device the parent has bound.',
  kernel: 'mm_init (6.12)',
  facts: ['I10'],
  formula: '∀ m: m absent before and live after imply pasid′(m) = 0',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'fork-of-bound-process',
  violation({ before, after }) {
    for (let mm = 0; mm < after.mms.length; mm++) {
      const space = after.mms[mm]!;
      if (space.phase === 'absent' || space.pasid === NO_PASID) continue;
      if (before.mms[mm]!.phase === 'live') continue;
      return { reason: `mm${mm} is new and has pasid ${space.pasid}`, at: [`mm${mm}`] };
    }
    return undefined;
  },
});

/** Falls when an unbind or a failed bind takes the PASID away, or a bind replaces it. */
export const pasidKeptUntilDrop = defineTransitionInvariant({
  id: 'pasid-kept-until-drop',
  claim: 'An address space that has a PASID keeps that one until it is dropped.',
  why: 'Threads have the PASID loaded in a register: work they submit would run under its next owner.',
  kernel: 'iommu_sva_unbind_device, mm_pasid_drop (6.12)',
  facts: ['I11'],
  formula: '∀ m live before and after: pasid(m) ≠ 0 implies pasid′(m) = pasid(m)',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'failed-bind-keeps-id',
  violation({ before, after }) {
    for (let mm = 0; mm < after.mms.length; mm++) {
      const old = before.mms[mm]!;
      const now = after.mms[mm]!;
      if (old === now || old.phase === 'absent' || now.phase === 'absent') continue;
      if (old.pasid === NO_PASID || old.pasid === now.pasid) continue;
      return {
        reason: `mm${mm} had pasid ${old.pasid} and now has ${now.pasid}`,
        at: [`mm${mm}`],
      };
    }
    return undefined;
  },
});

/** Falls when a call reaches into the record of someone it neither speaks for nor names. */
export const ownerChangesOnlyByCaller = defineTransitionInvariant({
  id: 'owner-changes-only-by-caller',
  claim:
    'A step changes only the records of its caller and of the process, address space, bond, device or file that it names.',
  why: 'Any driver could take the PASID of a process away and let the next one have it.',
  kernel: 'iommu_free_global_pasid, mm_pasid_drop (6.12): B20, P11',
  facts: ['I01', 'I10', 'I66'],
  formula: '∀ owner o: record′(o) ≠ record(o) implies o ∈ caller ∪ arguments',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'two-owner-kinds-at-once',
  violation(step) {
    const { before, after } = step;
    for (let mm = 0; mm < after.mms.length; mm++) {
      const oldPasid = pasidOf(before, mm);
      const newPasid = pasidOf(after, mm);
      if (oldPasid !== newPasid && !isMmNamed(step, mm)) return stolen(`mm${mm}`);
    }
    for (let device = 0; device < after.drivers.length; device++) {
      const old = before.drivers[device]!;
      const now = after.drivers[device]!;
      const isKept = isSame(old.pasids, now.pasids) && old.systemPasid === now.systemPasid;
      if (!isKept && !isDeviceNamed(step, device)) return stolen(`dev${device}`);
    }
    if (before.files !== after.files) {
      for (const key in after.files) {
        const old = before.files[key];
        const now = after.files[key]!;
        if (old === undefined || old === now || !('pasids' in old) || !('pasids' in now)) continue;
        const isKept = isSame(old.pasids, now.pasids);
        if (!isKept && !isFileNamed(step, Number(key), old)) return stolen(`f${key}`);
      }
    }
    for (let mdev = 0; mdev < after.mdevs.length; mdev++) {
      const old = before.mdevs[mdev]!;
      const now = after.mdevs[mdev]!;
      if (old === now || isSame(old, now) || isMdevNamed(step, mdev)) continue;
      return stolen(`mdev${mdev}`);
    }
    return undefined;
  },
});

/** Whether the action names the address space, a bond or a queue of it, or the process using it. */
function isMmNamed(step: ModelStep, mm: number): boolean {
  const { action, before } = step;
  if ('mm' in action && action.mm === mm) return true;
  if (action.kind === 'sva-unbind') return before.svaHandles[action.handle]?.mm === mm;
  if (action.kind === 'device-unplug') {
    return Object.values(before.files).some(
      (file) =>
        file.kind === 'work-queue' && file.device === action.device && isMmOf(step, file, mm),
    );
  }
  const file = fileNamed(step);
  if (file?.kind === 'work-queue' && isMmOf(step, file, mm)) return true;
  return 'process' in action && mmOfProcess(before, action.process) === mm;
}

/** Whether a queue leads to the address space; where a caller was sloppy, also by its bond. */
function isMmOf(
  { before }: ModelStep,
  { mm: own, handle }: { readonly mm: number; readonly handle: number },
  mm: number,
): boolean {
  return own === mm || before.svaHandles[handle]?.mm === mm;
}

const isDeviceNamed = ({ action }: ModelStep, device: number): boolean =>
  'device' in action && action.device === device && !('process' in action);

function isFileNamed({ action }: ModelStep, id: number, file: OpenFile): boolean {
  if ('file' in action) return action.file === id;
  return action.kind === 'device-unplug' && 'device' in file && file.device === action.device;
}

function isMdevNamed(step: ModelStep, mdev: number): boolean {
  if ('mdev' in step.action) return step.action.mdev === mdev;
  const file = fileNamed(step);
  return file?.kind === 'mdev' && file.mdev === mdev;
}

const stolen = (owner: string): Violation => ({
  reason: `the record of ${owner} changed by no act of its own`,
  at: [owner],
});
