import { NO_PASID } from '#contract';
import { defineTransitionInvariant, type ModelStep } from '../properties.js';

/** Falls when a copy of the parent's record brings its PASID along. */
export const freshMmWithoutPasid = defineTransitionInvariant({
  id: 'fresh-mm-without-pasid',
  claim: 'An address space comes into being without a PASID.',
  why: 'A forked child would reach its parent through every device the parent has bound.',
  kernel: 'mm_init (6.12)',
  facts: ['I10'],
  formula: '∀ m: m absent before and live after imply pasid′(m) = 0',
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
    'A step changes only the records of its caller and of the process, address space or bond that it names.',
  why: 'Any driver could take the PASID of a process away and let the next one have it.',
  kernel: 'iommu_free_global_pasid, mm_pasid_drop (6.12): B20',
  facts: ['I01', 'I10'],
  formula: '∀ owner o: record′(o) ≠ record(o) implies o ∈ caller ∪ arguments',
  callers: 'any',
  antecedent: 'two-owner-kinds-at-once',
  violation(step) {
    const { before, after } = step;
    for (let mm = 0; mm < after.mms.length; mm++) {
      const old = before.mms[mm]!;
      const now = after.mms[mm]!;
      const oldPasid = old.phase === 'live' ? old.pasid : NO_PASID;
      const newPasid = now.phase === 'live' ? now.pasid : NO_PASID;
      if (oldPasid === newPasid || isNamed(step, mm)) continue;
      return {
        reason: `mm${mm} had pasid ${oldPasid} and now has ${newPasid}, by no act of its own`,
        at: [`mm${mm}`],
      };
    }
    for (let device = 0; device < after.drivers.length; device++) {
      const old = before.drivers[device]!.pasids;
      const now = after.drivers[device]!.pasids;
      if (isSameList(old, now) || isCalledBy(step, device)) continue;
      return {
        reason: `the driver of dev${device} held ${old.length} ids and now holds others, by no act of its own`,
        at: [`dev${device}`],
      };
    }
    return undefined;
  },
});

/** Whether the action names the address space, a bond of it, or the process that used it before. */
function isNamed({ action, before }: ModelStep, mm: number): boolean {
  if ('mm' in action && action.mm === mm) return true;
  if (action.kind === 'sva-unbind') return before.svaHandles[action.handle]?.mm === mm;
  if (!('process' in action)) return false;
  const process = before.processes[action.process]!;
  return process.phase === 'running' && process.mm === mm;
}

const isCalledBy = ({ action }: ModelStep, device: number): boolean =>
  'device' in action && action.device === device;

function isSameList(left: readonly number[], right: readonly number[]): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}
