import { fileNamed } from '../outcomes/reasons.js';
import { defineTransitionInvariant, everyProfile, type ModelStep } from '../properties.js';
import { groupByTopology } from '../relations/members.js';
import { holdsByFile } from '../relations/records.js';
import { firstSpaceOf } from '../relations/targets.js';
import { type OpenFile, pasidOf } from '../state/state.js';

/** Falls when a front door leaves the holder check to another one. */
export const usedByHolder = defineTransitionInvariant({
  id: 'used-by-holder',
  claim:
    'A PASID is attached, replaced, given to a guest or freed only by a caller who holds it: a process that holds a /dev/sva file with it, or the driver whose record names it.',
  why: 'Whoever guesses a number would lead the devices of another process, or machine, to memory of its choice.',
  kernel: 'none; VFIO accepts what /dev/sva made (DESIGN 2.1): P8, P11',
  facts: ['I66'],
  formula:
    'vfio-attach, vfio-replace or guest-bind of p by P done implies ∃ f ∈ files(P) /dev/sva: p ∈ record(f); dev-sva-free of p through f done implies p ∈ record(f); pasid-attach, pasid-replace or pasid-free-global of p by the driver of d done implies p ∈ record(d)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'vfio-attach-refused-stranger',
  violation(step) {
    if (step.outcome.kind !== 'done' || 'warned' in step.outcome || isByHolder(step)) {
      return undefined;
    }
    return { reason: `${step.action.kind} was done for a caller without the id`, at: ['caller'] };
  },
});

/** Falls when a child, or a receiver of the file, submits with the PASID of the opener. */
export const submitByOpenerOnly = defineTransitionInvariant({
  id: 'submit-by-opener-only',
  claim:
    'Work is submitted to a queue only from the address space that opened it, while the queue has its bond, and runs under the PASID of that address space.',
  why: 'A child, or whoever was passed the file, would have the device read and write the memory of the opener.',
  kernel: 'idxd_cdev_write, idxd_cdev_mmap (6.12): B65',
  facts: ['I18'],
  formula:
    'wq-submit of f by P granted p implies mm(P) = mm(f), handle(f) ≠ none and p = pasid(mm(f))',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'foreign-submit-refused',
  violation(step) {
    const { action, outcome, before } = step;
    if (action.kind !== 'wq-submit' || outcome.kind !== 'granted') return undefined;
    const file = fileNamed(step);
    const process = before.processes[action.process];
    const isOpeners =
      file?.kind === 'work-queue' &&
      process?.phase === 'running' &&
      process.mm === file.mm &&
      file.handle !== 0 &&
      outcome.pasid === pasidOf(before, file.mm);
    if (isOpeners) return undefined;
    return {
      reason: `p${action.process} submitted to f${action.file} with pasid ${outcome.pasid}`,
      at: [`p${action.process}`, `f${action.file}`],
    };
  },
});

/** Falls when an attach succeeds in name only, or puts something else into the slot. */
export const attachFillsSlot = defineTransitionInvariant({
  id: 'attach-fills-slot',
  claim:
    'An attach that succeeds finds the slot empty and leaves exactly what was asked for in it: the domain and the handle of a driver, or the first address space of a VFIO file, whose record then names the PASID.',
  why: 'A virtual machine, or a driver, would program a device for memory that is not its own.',
  kernel: 'iommu_attach_device_pasid (6.12), vfio_df_ioctl_attach_pt (6.15): P8',
  facts: ['I20'],
  formula:
    'pasid-attach(d, p, D, h) done implies slot(g, p) empty and slot′(g, p) = (D, h), g = group(d); vfio-attach(f, p) done implies slot(g, p) empty, slot′(g, p) → first space of f, p ∈ record′(f), g = group(device(f))',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'slot-reserved',
  violation(step) {
    const { action, outcome, before, after } = step;
    if (action.kind !== 'vfio-attach' && action.kind !== 'pasid-attach') return undefined;
    if (outcome.kind !== 'done' || 'warned' in outcome) return undefined;
    const file = action.kind === 'vfio-attach' ? after.files[action.file] : undefined;
    const device = action.kind === 'pasid-attach' ? action.device : deviceOf(file);
    const group = groupByTopology(before, device);
    const old = before.groups[group]?.slots[action.pasid];
    const now = after.groups[group]?.slots[action.pasid];
    const isAsAsked =
      action.kind === 'pasid-attach'
        ? now?.domain === action.domain && now.handle === action.handle
        : now?.domain === firstSpaceOf(after, action.file) &&
          file?.kind === 'vfio' &&
          file.pasids.some((held) => held === action.pasid);
    if (old === undefined && now?.phase === 'attached' && isAsAsked) return undefined;
    return {
      reason: `${action.kind} of pasid ${action.pasid} left domain ${now?.domain ?? 'none'}, handle ${now?.handle ?? 'none'}`,
      at: [`dev${device}`, `g${group}`],
    };
  },
});

function deviceOf(file: OpenFile | undefined): number {
  return file?.kind === 'vfio' ? file.device : -1;
}

function isByHolder({ action, before }: ModelStep): boolean {
  switch (action.kind) {
    case 'vfio-attach':
    case 'vfio-replace':
    case 'guest-bind':
      return holdsByFile(before, action.process, action.pasid);
    case 'dev-sva-free': {
      const file = before.files[action.file];
      return file?.kind === 'dev-sva' && file.pasids.some((held) => held === action.pasid);
    }
    case 'pasid-attach':
    case 'pasid-replace':
    case 'pasid-free-global':
      return before.drivers[action.device]!.pasids.some((held) => held === action.pasid);
    default:
      return true;
  }
}
