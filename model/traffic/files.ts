import { NO_HANDLE } from '#contract';
import { isSame } from '../outcomes/difference.js';
import { isGranted, isLastClose } from '../outcomes/reasons.js';
import { defineTransitionInvariant, type ModelStep } from '../properties.js';
import { isSpaceOf } from '../relations/targets.js';
import type { OpenFile, State } from '../state/state.js';

/** Falls when a second way to a device node forgets to ask. */
export const openedWithinSandbox = defineTransitionInvariant({
  id: 'opened-within-sandbox',
  claim: 'A process opens only device nodes that its sandbox lists.',
  why: 'A virtual machine monitor that was broken into would open the devices of all others.',
  kernel: 'devcgroup_check_permission (6.12): P10, P12',
  facts: [],
  formula: 'P opened node n implies n ∈ sandbox(P)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'sandbox-refused',
  violation({ action, outcome, before }) {
    if (outcome.kind !== 'opened' || !('process' in action)) return undefined;
    const process = before.processes[action.process];
    if (process?.phase !== 'running') return undefined;
    const sandbox = before.topology.sandboxes[process.sandbox];
    const isListed =
      action.kind === 'dev-sva-open'
        ? sandbox?.devSva
        : action.kind === 'vfio-open'
          ? sandbox?.vfio.includes(action.device)
          : action.kind === 'wq-open'
            ? sandbox?.workQueues.includes(action.device)
            : action.kind === 'mdev-open' && sandbox?.mdevs.includes(action.mdev);
    if (isListed === true) return undefined;
    return {
      reason: `${action.kind} by p${action.process} was let in by a sandbox that does not list it`,
      at: [`p${action.process}`, `f${outcome.file}`],
    };
  },
});

/** Falls when an open takes over a file that is open, or opens it for somebody else. */
export const openedForOpener = defineTransitionInvariant({
  id: 'opened-for-opener',
  claim:
    'An open answers a file number that was unused, of the kind asked for, held by its opener alone, for the user of the opener, on what was named; no other step opens a file.',
  why: 'A file that was somebody else’s brings its devices and PASIDs along.',
  kernel: 'fd_install, vfio_device_fops_cdev_open, idxd_cdev_open (6.12)',
  facts: ['I18'],
  formula:
    '∀ f ∈ open′ ∖ open: outcome = opened f, user′(f) = user(P), references′(f) = 1, f ∈ files′(P), and subject′(f) as named',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'queue-opened',
  violation(step) {
    const { outcome, before, after } = step;
    if (before.files === after.files) return undefined;
    for (const key in after.files) {
      if (before.files[key] !== undefined) continue;
      const isAnswered = outcome.kind === 'opened' && outcome.file === Number(key);
      if (isAnswered && isAsAsked(step, after.files[key]!, Number(key))) continue;
      return {
        reason: `${step.action.kind} left f${key}, which was not asked for`,
        at: [`f${key}`],
      };
    }
    if (outcome.kind !== 'opened' || before.files[outcome.file] === undefined) return undefined;
    return { reason: `f${outcome.file} was opened while it was open`, at: [`f${outcome.file}`] };
  },
});

/** Falls when a pass, a fork or an exit makes a file another’s. */
export const fileKeepsSubject = defineTransitionInvariant({
  id: 'file-keeps-subject',
  claim:
    'An open file stays what it was opened as: its kind, its user, its device and, for a work queue, the address space and the bond, until its device is pulled out; whoever holds it.',
  why: 'A queue that follows its holder runs work of one process in the memory of another.',
  kernel: 'idxd_cdev_open, receive_fd (6.12): B65',
  facts: ['I18'],
  formula:
    '∀ f open before and after: (kind, user, device, mm, mdev)′ = (kind, user, device, mm, mdev), and handle′ = handle, or none after device-unplug of its device',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'file-held-by-another-user',
  violation({ action, before, after }) {
    if (before.files === after.files) return undefined;
    for (const key in after.files) {
      const old = before.files[key];
      const now = after.files[key]!;
      if (old === undefined || old === now || isSameSubject(action, old, now)) continue;
      return { reason: `${action.kind} made f${key} another file`, at: [`f${key}`] };
    }
    return undefined;
  },
});

/** Falls when a process is handed a file that nobody gave it, or loses one that it never closed. */
export const filesSpreadByHolders = defineTransitionInvariant({
  id: 'files-spread-by-holders',
  claim:
    'A process comes to hold a file only by opening it, by being forked from a holder, or by being passed it by a holder, and ceases to only by closing it.',
  why: 'Whoever holds the file has the devices and the PASIDs behind it.',
  kernel: 'dup_fd, receive_fd, close_fd (6.12): P12',
  facts: ['I66'],
  formula:
    '∀ P: files′(P) = files(P) ∪ opened(P) ∪ passed(P) ∖ closed(P); forked: files′(child) = files(parent)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'file-held-by-another-user',
  violation(step) {
    const { before, after } = step;
    for (let process = 0; process < after.processes.length; process++) {
      if (before.processes[process] === after.processes[process]) continue;
      const due = filesDue(step, process);
      const now = filesOf(after, process);
      if (isSame(due, now)) continue;
      return {
        reason: `${step.action.kind} left p${process} with ${now.length} files, and ${due.length} were due`,
        at: [`p${process}`],
      };
    }
    return undefined;
  },
});

/** Falls when a close forgets a slot or the claim, or comes before the last one. */
export const lastCloseLeavesNothing = defineTransitionInvariant({
  id: 'last-close-leaves-nothing',
  claim:
    'A file is gone exactly when its last holder closes it, and then no slot and no device leads to its address spaces, its claim is given back, and no mediated device is open through it.',
  why: 'What a closed file leaves attached is open to a process that is gone, and nobody can close it.',
  kernel: '__fput, vfio_device_fops_release, iommufd_device_unbind (6.12): P15',
  facts: ['I36', 'L7'],
  formula:
    'open ∖ open′ = {f : last close of f}; ∀ f ∉ open′: ∄ g, p, d: slot′(g, p) → f or hardware′(d, p) → f; f VFIO implies count′(g) = count(g) − 1',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'access-file-closed-first',
  violation(step) {
    const { before, after } = step;
    const named = isLastClose(step) && 'file' in step.action ? step.action.file : 0;
    for (const key in before.files) {
      if ((after.files[key] === undefined) === (Number(key) === named)) continue;
      return { reason: `f${key} was closed by another than its last holder`, at: [`f${key}`] };
    }
    if (named === 0) return undefined;
    const left = leftBehind(step, named, before.files[named]!);
    return left === undefined
      ? undefined
      : { reason: `f${named} is closed and leaves ${left}`, at: [`f${named}`] };
  },
});

function isAsAsked({ action, before, after }: ModelStep, file: OpenFile, id: number): boolean {
  if (!('process' in action)) return false;
  const opener = before.processes[action.process];
  if (opener?.phase !== 'running' || file.user !== opener.user || file.references !== 1)
    return false;
  if (!filesOf(after, action.process).includes(id)) return false;
  switch (file.kind) {
    case 'dev-sva':
      return action.kind === 'dev-sva-open' && file.pasids.length === 0;
    case 'vfio':
      return (
        action.kind === 'vfio-open' &&
        file.device === action.device &&
        file.pasids.length === 0 &&
        file.allocated.length === 0 &&
        Object.keys(file.guestMap).length === 0
      );
    case 'work-queue':
      return action.kind === 'wq-open' && file.device === action.device && file.mm === opener.mm;
    default:
      return action.kind === 'mdev-open' && file.mdev === action.mdev;
  }
}

function isSameSubject(action: ModelStep['action'], old: OpenFile, now: OpenFile): boolean {
  if (old.kind !== now.kind || old.user !== now.user) return false;
  if (old.kind === 'dev-sva') return true;
  if (old.kind === 'mdev') return now.kind === 'mdev' && old.mdev === now.mdev;
  if (!('device' in now) || old.device !== now.device) return false;
  if (old.kind === 'vfio' || now.kind !== 'work-queue') return true;
  const isTaken = action.kind === 'device-unplug' && action.device === old.device;
  return old.mm === now.mm && now.handle === (isTaken ? NO_HANDLE : old.handle);
}

function filesOf({ processes }: State, process: number): readonly number[] {
  const holder = processes[process];
  return holder === undefined || holder.phase === 'absent' ? [] : holder.files;
}

function filesDue(step: ModelStep, process: number): readonly number[] {
  const { action, outcome, before } = step;
  const old = filesOf(before, process);
  if (!isGranted(step) && action.kind !== 'file-close') return old;
  if (action.kind === 'process-fork' && action.child === process) {
    return filesOf(before, action.process);
  }
  if (action.kind === 'file-pass' && action.receiver === process) return withFile(old, action.file);
  if (!('process' in action) || action.process !== process) return old;
  if (outcome.kind === 'opened') return withFile(old, outcome.file);
  return action.kind === 'file-close' ? old.filter((file) => file !== action.file) : old;
}

const withFile = (files: readonly number[], file: number): readonly number[] =>
  [...files, file].sort((left, right) => left - right);

function leftBehind({ before, after }: ModelStep, id: number, file: OpenFile): string | undefined {
  for (const { slots } of after.groups) {
    for (const key in slots) if (isSpaceOf(after, id, slots[key]!.domain)) return `pasid ${key}`;
  }
  for (const told of after.hardware) {
    for (const key in told) if (isSpaceOf(after, id, told[key]!)) return `pasid ${key} in hardware`;
  }
  if (file.kind === 'mdev') {
    const mdev = after.mdevs[file.mdev];
    return mdev?.phase === 'created' && mdev.file === id ? `mdev${file.mdev} open` : undefined;
  }
  if (file.kind !== 'vfio') return undefined;
  const group = before.topology.devices[file.device]?.group ?? -1;
  const claims = (before.groups[group]?.ownerCount ?? 0) - (after.groups[group]?.ownerCount ?? 0);
  return claims === 1 ? undefined : `${1 - claims} of its claim`;
}
