import { NO_HANDLE } from '#contract';
import { failedAt, groupNamed, isRefusedWith } from '../outcomes/reasons.js';
import { defineWitness, everyProfile, type ModelStep } from '../properties.js';
import { firstToldMember, groupByTopology, isTold } from '../relations/members.js';

/** What drivers meet that attach domains of their own, and what a look into the slots shows. */
export const attachmentWitnesses = [
  defineWitness({
    id: 'rollback',
    situation: 'The IOMMU driver refuses a PASID, and the slot reserved for it is emptied again.',
    profiles: everyProfile,
    reached: (step) => step.outcome.kind === 'refused' && failedAt(step, 'set_dev_pasid'),
  }),
  defineWitness({
    id: 'rollback-in-group',
    situation: 'A member refuses a PASID after another one was told, which is told to remove it.',
    profiles: everyProfile,
    reached: (step) => {
      const group = groupNamed(step);
      if (group === null || step.outcome.kind !== 'refused') return false;
      const first = firstToldMember(step.before, group);
      return step.input.faults.some(
        ({ at, device }) => at === 'set_dev_pasid' && device !== undefined && device !== first,
      );
    },
  }),
  defineWitness({
    id: 'incapable-member-skipped',
    situation: 'A PASID is attached in a group with a member that cannot tag its DMA.',
    profiles: everyProfile,
    reached: (step) => {
      const group = groupNamed(step);
      if (group === null || !isAttached(step)) return false;
      return step.before.topology.devices.some(
        (_, member) =>
          groupByTopology(step.before, member) === group && !isTold(step.before, member, group),
      );
    },
  }),
  defineWitness({
    id: 'slot-reserved',
    situation: 'A driver reserves a slot without a handle.',
    profiles: everyProfile,
    reached: (step) =>
      step.action.kind === 'pasid-attach' && step.action.handle === NO_HANDLE && isAttached(step),
  }),
  defineWitness({
    id: 'attach-refused-occupied',
    situation: 'A driver attaches where the slot is occupied.',
    profiles: everyProfile,
    reached: (step) => isAttachRefused(step, 'EBUSY'),
  }),
  defineWitness({
    id: 'attach-refused-unsupported',
    situation: 'A domain that cannot be attached to a PASID is to be attached.',
    profiles: everyProfile,
    reached: (step) => isAttachRefused(step, 'EOPNOTSUPP'),
  }),
  defineWitness({
    id: 'attach-refused-range',
    situation: 'A member of the group cannot express the PASID that is to be attached.',
    profiles: everyProfile,
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'pasid-attach' || !isAttachRefused(step, 'EINVAL')) return false;
      const { devices, domains } = before.topology;
      const isOfSameDriver =
        domains[action.domain - 1]!.iommuDriver === devices[action.device]!.iommuDriver;
      return isOfSameDriver && action.pasid > 0;
    },
  }),
  defineWitness({
    id: 'attach-refused-foreign-domain',
    situation: 'The domain to be attached belongs to another IOMMU driver than the device.',
    // Under the reference this takes a driver with a PASID of its own behind a second IOMMU driver,
    // which its small scope does without.
    profiles: ['linux-6.12'],
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'pasid-attach' || !isAttachRefused(step, 'EINVAL')) return false;
      const { devices, domains } = before.topology;
      return domains[action.domain - 1]!.iommuDriver !== devices[action.device]!.iommuDriver;
    },
  }),
  defineWitness({
    id: 'attach-refused-stranger',
    situation: 'A driver attaches at a PASID that is not its own.',
    profiles: ['reference'],
    reached: (step) => isAttachRefused(step, 'EPERM'),
  }),
  defineWitness({
    id: 'handle-found',
    situation: 'A lookup finds the handle of a bond.',
    profiles: everyProfile,
    reached: ({ outcome, before }) =>
      outcome.kind === 'found' && before.svaHandles[outcome.handle] !== undefined,
  }),
  defineWitness({
    id: 'lookup-of-other-type',
    situation: 'A lookup asks for one type of domain and meets the other.',
    profiles: everyProfile,
    reached: (step) => step.action.kind === 'attach-handle-get' && isRefusedWith(step, 'EBUSY'),
  }),
  defineWitness({
    id: 'lookup-of-reserved-slot',
    situation: 'A lookup finds no handle in a slot that is occupied all the same.',
    profiles: everyProfile,
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'attach-handle-get' || !isRefusedWith(step, 'ENOENT')) return false;
      return before.groups[action.group]!.slots[action.pasid] !== undefined;
    },
  }),
] as const;

function isAttached({ action, outcome }: ModelStep): boolean {
  return action.kind === 'pasid-attach' && outcome.kind === 'done';
}

function isAttachRefused(step: ModelStep, errno: Parameters<typeof isRefusedWith>[1]): boolean {
  return step.action.kind === 'pasid-attach' && isRefusedWith(step, errno);
}
