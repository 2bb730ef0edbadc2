import type { Witness } from '#declaration';
import type { Action } from '../actions.js';
import type { Input, StepOutcome } from '../input.js';
import {
  failedAt,
  isLastClose,
  isQuotaRefusal,
  isRefusedWith,
  refusingLevel,
} from '../outcomes/reasons.js';
import { defineWitness, type ModelStep } from '../properties.js';
import { isAttachedAnywhere, isOccupiedAnywhere } from '../relations/members.js';
import { findRecord, isOwning, type OwnerKind } from '../relations/records.js';
import type { State } from '../state/state.js';

/** The kinds of owners by the names that witnesses have for them. */
const names = {
  mm: 'mm',
  driver: 'driver',
  system: 'system-pasid',
  'dev-sva': 'dev-sva',
  vfio: 'vfio',
  mdev: 'mdev',
} as const satisfies Record<OwnerKind, string>;

/** Two front doors of the one pool, each with an id out: the situation that the argument is about. */
function atOnce<const A extends OwnerKind, const B extends OwnerKind>(
  one: A,
  other: B,
): Witness<
  State,
  Action,
  Input,
  StepOutcome,
  `${(typeof names)[A]}-and-${(typeof names)[B]}-at-once`
> {
  return defineWitness({
    id: `${names[one]}-and-${names[other]}-at-once`,
    situation: `PASIDs of the one pool are held by ${owners[one]} and by ${owners[other]} at the same time.`,
    profiles: ['reference'],
    reached: ({ after }) => isOwning(after, one) && isOwning(after, other),
  });
}

const owners: Readonly<Record<OwnerKind, string>> = {
  mm: 'an address space',
  driver: 'a kernel driver',
  system: 'a kernel driver as its system PASID',
  'dev-sva': 'a /dev/sva file',
  vfio: 'a VFIO file',
  mdev: 'a mediated device',
};

/** Who holds ids side by side, who pays for them, and what becomes of those that are let go. */
export const ownerWitnesses = [
  // two-owner-kinds-at-once is the pair that the recorded actions have, too.
  atOnce('mm', 'system'),
  atOnce('mm', 'dev-sva'),
  atOnce('mm', 'mdev'),
  atOnce('driver', 'system'),
  atOnce('driver', 'dev-sva'),
  atOnce('driver', 'mdev'),
  atOnce('system', 'dev-sva'),
  atOnce('system', 'mdev'),
  atOnce('dev-sva', 'mdev'),
  defineWitness({
    id: 'quota-spent-at-two-doors',
    situation: 'One user has ids of one cgroup through two front doors.',
    profiles: ['reference'],
    reached: ({ after }) => {
      const { allocatedFor, chargedTo } = after.pool;
      /** By user and cgroup: the first door through which one has an id of the other. */
      const doors = new Map<string, OwnerKind>();
      const second = findRecord(after, (pasid, kind) => {
        const user = allocatedFor[pasid];
        if (user === undefined || user === 0) return false;
        const payers = `${user} ${chargedTo[pasid]}`;
        const first = doors.get(payers);
        if (first === undefined) doors.set(payers, kind);
        return first !== undefined && first !== kind;
      });
      return second !== undefined;
    },
  }),
  defineWitness({
    id: 'queue-refused-at-ancestor',
    situation: 'A cgroup above that of the process refuses the PASID of a work queue.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'wq-open' && isRefusedAtAncestor(step),
  }),
  defineWitness({
    id: 'dev-sva-refused-at-ancestor',
    situation: 'A cgroup above that of the process refuses a PASID of /dev/sva.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'dev-sva-alloc' && isRefusedAtAncestor(step),
  }),
  defineWitness({
    id: 'mdev-refused-at-ancestor',
    situation: 'A cgroup above that of the process refuses the PASID of a mediated device.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'mdev-open' && isRefusedAtAncestor(step),
  }),
  defineWitness({
    id: 'starved-by-dev-sva',
    situation: 'A bind finds every PASID that its device can express in files of /dev/sva.',
    profiles: ['reference'],
    reached: (step) => {
      const { action, before } = step;
      const isBind = action.kind === 'sva-bind' || action.kind === 'wq-open';
      if (!isBind || !isRefusedWith(step, 'ENOSPC')) return false;
      if (failedAt(step, 'ida_alloc_range')) return false;
      const { maxPasids } = before.topology.devices[action.device]!;
      const held = new Set<number>();
      findRecord(before, (pasid, kind) => {
        if (kind === 'dev-sva' && pasid < maxPasids) held.add(pasid);
        return false;
      });
      return maxPasids > 1 && held.size === maxPasids - 1;
    },
  }),
  defineWitness({
    id: 'dev-sva-id-condemned',
    situation: 'A PASID of /dev/sva is freed while a virtual machine has it attached.',
    profiles: ['reference'],
    reached: ({ action, after }) =>
      action.kind === 'dev-sva-free' &&
      after.pool.letGo[action.pasid] === true &&
      isAttachedAnywhere(after, action.pasid),
  }),
  defineWitness({
    id: 'id-drains-after-drop',
    situation: 'An address space is dropped while a slot drains at its PASID, which stays charged.',
    profiles: ['reference'],
    reached: ({ before, after }) =>
      before.mms.some(
        (space, mm) =>
          space.phase === 'live' &&
          after.mms[mm]!.phase === 'absent' &&
          after.pool.letGo[space.pasid] === true,
      ),
  }),
  defineWitness({
    id: 'attached-and-draining',
    situation: 'A PASID is attached in one group while it drains in another.',
    profiles: ['reference'],
    reached: ({ after }) =>
      after.groups.some(({ slots }) =>
        Object.entries(slots).some(
          ([key, { phase }]) => phase === 'draining' && isAttachedAnywhere(after, Number(key)),
        ),
      ),
  }),
  defineWitness({
    id: 'drain-returns-id',
    situation: 'The last slot at a PASID that was let go has drained, and the PASID is free.',
    profiles: ['reference'],
    reached: ({ action, before, after }) =>
      action.kind === 'drain-complete' &&
      before.pool.letGo[action.pasid] === true &&
      after.pool.chargedTo[action.pasid] === undefined,
  }),
  defineWitness({
    id: 'id-file-closed-first',
    situation:
      'A /dev/sva file is closed while a virtual machine has one of its PASIDs attached (P15).',
    profiles: ['reference'],
    reached: (step) => {
      const file = closedFile(step);
      if (file?.kind !== 'dev-sva') return false;
      return file.pasids.some((pasid) => isAttachedAnywhere(step.after, pasid));
    },
  }),
  defineWitness({
    id: 'access-file-closed-first',
    situation:
      'A VFIO file is closed with PASIDs attached that a /dev/sva file goes on holding (P15).',
    profiles: ['reference'],
    reached: (step) => {
      const file = closedFile(step);
      if (file?.kind !== 'vfio' || file.pasids.length === 0) return false;
      return file.pasids.some(
        (pasid) =>
          findRecord(step.after, (held, kind) => kind === 'dev-sva' && held === pasid) !==
          undefined,
      );
    },
  }),
  defineWitness({
    id: 'condemned-slot-detached',
    situation: 'The last holder of a condemned PASID detaches it, and only a drain is left.',
    profiles: ['reference'],
    reached: ({ action, before, after }) =>
      'pasid' in action &&
      before.pool.letGo[action.pasid] === true &&
      isAttachedAnywhere(before, action.pasid) &&
      !isAttachedAnywhere(after, action.pasid) &&
      isOccupiedAnywhere(after, action.pasid),
  }),
] as const;

/** The file that a step closes for good. */
function closedFile(step: ModelStep) {
  const { action, before } = step;
  return isLastClose(step) && action.kind === 'file-close' ? before.files[action.file] : undefined;
}

function isRefusedAtAncestor(step: ModelStep): boolean {
  const { action, before } = step;
  if (!isQuotaRefusal(step) || !('process' in action)) return false;
  const process = before.processes[action.process];
  return process?.phase === 'running' && refusingLevel(step) !== process.cgroup;
}
