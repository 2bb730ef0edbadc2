import { NO_HANDLE } from '#contract';
import { failedAt, groupNamed, isGranted, isRefusedWith } from '../outcomes/reasons.js';
import { defineWitness } from '../properties.js';
import { groupByTopology, hasDrainingSlot, hasToldMember } from '../relations/members.js';
import { targetOf } from '../relations/targets.js';
import { hasOccupiedSlot } from '../state/state.js';

/** What devices send, what they are told, and how they come and go. */
export const deviceWitnesses = [
  defineWitness({
    id: 'slot-drains',
    situation: 'A slot is detached and drains.',
    profiles: ['reference'],
    reached: ({ after }) => after.groups.some(hasDrainingSlot),
  }),
  defineWitness({
    id: 'drain-waits',
    situation: 'A drain waits for a page request that is not answered yet.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'drain-complete' && isRefusedWith(step, 'EBUSY'),
  }),
  defineWitness({
    id: 'attach-refused-draining',
    situation: 'A PASID is to be attached where a slot still drains.',
    profiles: ['reference'],
    reached: (step) => {
      const { action, before } = step;
      const group = groupNamed(step);
      if (action.kind !== 'pasid-attach' || group === null || !isRefusedWith(step, 'EBUSY')) {
        return false;
      }
      return before.groups[group]!.slots[action.pasid]?.phase === 'draining';
    },
  }),
  defineWitness({
    id: 'probe-refused-draining',
    situation: 'A driver is probed in a group that nobody has any more and that still drains.',
    profiles: ['reference'],
    reached: (step) => {
      const group = groupNamed(step);
      if (step.action.kind !== 'driver-probe' || group === null) return false;
      const { owner, ownerCount } = step.before.groups[group]!;
      const isFree = owner === 0 && ownerCount === 0;
      return isFree && isRefusedWith(step, 'EBUSY') && hasDrainingSlot(step.before.groups[group]!);
    },
  }),
  defineWitness({
    id: 'kernel-has-group-again',
    situation: 'A driver of the kernel is bound in a group that a virtual machine had before (L7).',
    profiles: ['reference'],
    reached: (step) => {
      const group = groupNamed(step);
      if (step.action.kind !== 'driver-probe' || group === null || !isGranted(step)) return false;
      // The blocking domain stays with a group that was claimed once.
      return step.before.groups[group]!.hasBlockingDomain && step.after.groups[group]!.owner === 0;
    },
  }),
  defineWitness({
    id: 'system-pasid-enabled',
    situation: 'A driver of the kernel has a system PASID.',
    profiles: ['reference'],
    reached: ({ action, outcome }) =>
      action.kind === 'kernel-pasid-enable' && outcome.kind === 'granted',
  }),
  defineWitness({
    id: 'system-pasid-rolled-back',
    situation: 'A member refuses a system PASID, and the id and its charge are given back.',
    profiles: ['reference'],
    reached: (step) =>
      step.action.kind === 'kernel-pasid-enable' && failedAt(step, 'set_dev_pasid'),
  }),
  defineWitness({
    id: 'replaced',
    situation: 'A driver replaces the domain of a slot with another one.',
    profiles: ['reference'],
    reached: (step) => {
      const { action, outcome, before } = step;
      if (action.kind !== 'pasid-replace' || outcome.kind !== 'done') return false;
      const group = groupByTopology(before, action.device);
      return before.groups[group]?.slots[action.pasid]?.domain !== action.domain;
    },
  }),
  defineWitness({
    id: 'replace-rolled-back',
    situation: 'A member refuses the new domain, and the slot keeps the old one.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'pasid-replace' && failedAt(step, 'set_dev_pasid'),
  }),
  defineWitness({
    id: 'request-pending',
    situation: 'A device waits for the answer to a page request.',
    profiles: ['reference'],
    reached: ({ action, outcome }) => action.kind === 'page-request' && outcome.kind === 'done',
  }),
  defineWitness({
    id: 'request-refused-unserved',
    situation: 'A device asks for a page where no handle is in the slot, and is told INVALID.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'page-request' && isRefusedWith(step, 'EINVAL'),
  }),
  defineWitness({
    id: 'request-pending-on-drain',
    situation: 'A slot is detached while a page request is pending at it.',
    profiles: ['reference'],
    reached: ({ after }) =>
      after.requests.some((pending, device) =>
        Object.keys(pending).some((key) => {
          const group = after.groups[groupByTopology(after, device)];
          return group?.slots[Number(key)]?.phase === 'draining';
        }),
      ),
  }),
  defineWitness({
    id: 'answered-success',
    situation: 'A page request is served.',
    profiles: ['reference'],
    reached: ({ action, outcome }) =>
      action.kind === 'page-response' && outcome.kind === 'answered' && outcome.code === 'success',
  }),
  defineWitness({
    id: 'answered-failure',
    situation: 'There is no memory for a page request, and it is answered FAILURE.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'page-request' && failedAt(step, 'iopf_group_alloc'),
  }),
  defineWitness({
    id: 'answered-invalid-on-drain',
    situation: 'A page request is answered INVALID because its slot drains.',
    profiles: ['reference'],
    reached: ({ action, outcome, before }) => {
      if (action.kind !== 'page-response' || outcome.kind !== 'answered') return false;
      const group = before.groups[groupByTopology(before, action.device)];
      return outcome.code === 'invalid' && group?.slots[action.pasid]?.phase === 'draining';
    },
  }),
  defineWitness({
    id: 'answered-invalid-after-exit',
    situation: 'A page request is answered INVALID because the process has exited (I14).',
    profiles: ['reference'],
    reached: ({ action, outcome, before }) => {
      if (action.kind !== 'page-response' || outcome.kind !== 'answered') return false;
      const group = before.groups[groupByTopology(before, action.device)];
      const slot = group?.slots[action.pasid];
      return outcome.code === 'invalid' && slot !== undefined && slot.handle !== NO_HANDLE;
    },
  }),
  defineWitness({
    id: 'replace-answers-requests',
    situation: 'A domain is replaced while page requests are pending, which are answered (B30).',
    profiles: ['reference'],
    reached: ({ action, outcome, before, after }) =>
      action.kind === 'pasid-replace' &&
      outcome.kind === 'done' &&
      before.requests.some(
        (pending, device) =>
          pending[action.pasid] !== undefined &&
          after.requests[device]![action.pasid] === undefined,
      ),
  }),
  defineWitness({
    id: 'dma-reaches-process',
    situation: 'DMA reaches an address space.',
    profiles: ['reference'],
    reached: ({ outcome, before }) =>
      outcome.kind === 'reached' && targetOf(before, outcome.domain) === 'mm',
  }),
  defineWitness({
    id: 'dma-reaches-machine',
    situation: 'DMA reaches the memory of a virtual machine.',
    profiles: ['reference'],
    reached: ({ outcome, before }) =>
      outcome.kind === 'reached' && targetOf(before, outcome.domain) === 'file',
  }),
  defineWitness({
    id: 'dma-faults-after-exit',
    situation: 'DMA faults at an entry that is there, because no process uses its address space.',
    profiles: ['reference'],
    reached: ({ action, outcome, before }) =>
      action.kind === 'dma' &&
      outcome.kind === 'faulted' &&
      before.hardware[action.device]![action.pasid] !== undefined,
  }),
  defineWitness({
    id: 'unplugged-with-requests',
    situation: 'A device is pulled out with page requests pending, which are answered (L3).',
    profiles: ['reference'],
    reached: ({ action, before }) => {
      if (action.kind !== 'device-unplug') return false;
      return Object.keys(before.requests[action.device]!).length > 0;
    },
  }),
  defineWitness({
    id: 'unplug-takes-bond',
    situation: 'A device is pulled out under an open work queue.',
    profiles: ['reference'],
    reached: ({ action, before }) =>
      action.kind === 'device-unplug' &&
      Object.values(before.files).some(
        (file) =>
          file.kind === 'work-queue' && file.device === action.device && file.handle !== NO_HANDLE,
      ),
  }),
  defineWitness({
    id: 'unplug-of-last-member',
    situation:
      'The last member that could send is pulled out, and an occupied slot is empty at once.',
    profiles: ['reference'],
    reached: ({ action, before, after }) => {
      if (action.kind !== 'device-unplug') return false;
      const group = groupByTopology(before, action.device);
      const isOccupied =
        before.groups[group] !== undefined && hasOccupiedSlot(before.groups[group]!);
      return isOccupied && hasToldMember(before, group) && !hasToldMember(after, group);
    },
  }),
  defineWitness({
    id: 'bond-outlives-slot',
    situation: 'A bond lives on without a slot, because the last member of its group is gone.',
    profiles: ['reference'],
    reached: ({ action, after }) =>
      action.kind === 'device-unplug' &&
      Object.keys(after.svaHandles).some((key) =>
        after.groups.every(({ slots }) =>
          Object.values(slots).every(({ handle }) => handle !== Number(key)),
        ),
      ),
  }),
  defineWitness({
    id: 'plug-refused',
    situation: 'A device waits to be plugged into a group that is in use.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'device-plug' && isRefusedWith(step, 'EBUSY'),
  }),
  defineWitness({
    id: 'plugged-back',
    situation: 'A device that was pulled out is plugged in again.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'device-plug' && isGranted(step),
  }),
] as const;
