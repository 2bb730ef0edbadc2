import { failedAt, fileNamed, isRefusedWith, mmOfProcess } from '../outcomes/reasons.js';
import { defineWitness, type ModelStep } from '../properties.js';
import { groupByTopology } from '../relations/members.js';

/** Files that are opened, passed on and closed, by whom and in which order. */
export const fileWitnesses = [
  defineWitness({
    id: 'sandbox-refused',
    situation: 'A process opens a device node that its sandbox does not list.',
    profiles: ['reference'],
    reached: (step) => isOpen(step) && isRefusedWith(step, 'EPERM'),
  }),
  defineWitness({
    id: 'emfile',
    situation: 'Every file number is in use, and one more file is to be opened.',
    profiles: ['reference'],
    reached: (step) => isRefusedWith(step, 'EMFILE'),
  }),
  defineWitness({
    id: 'file-held-by-another-user',
    situation: 'A process is passed a file that was opened for another user.',
    profiles: ['reference'],
    reached: ({ action, outcome, before }) => {
      if (action.kind !== 'file-pass' || 'warned' in outcome) return false;
      const receiver = before.processes[action.receiver];
      const file = before.files[action.file];
      return receiver?.phase === 'running' && file !== undefined && receiver.user !== file.user;
    },
  }),
  defineWitness({
    id: 'file-outlives-opener',
    situation:
      'The last process of the user who opened a file lets it go, and another user has it.',
    profiles: ['reference'],
    reached: ({ action, before, after }) => {
      if (action.kind !== 'file-close') return false;
      const file = after.files[action.file];
      if (file === undefined) return false;
      const closer = before.processes[action.process];
      const isForeign = after.processes.every(
        (process) =>
          process.phase !== 'running' ||
          process.user !== file.user ||
          !process.files.includes(action.file),
      );
      const isLeft = after.processes.some(
        (process) => process.phase === 'running' && process.files.includes(action.file),
      );
      return closer?.phase === 'exited' && isForeign && isLeft;
    },
  }),
  defineWitness({
    id: 'exit-with-files',
    situation: 'A process exits with files, which the kernel closes later.',
    profiles: ['reference'],
    reached: ({ action, after }) =>
      action.kind === 'process-exit' && after.processes[action.process]?.phase === 'exited',
  }),
  defineWitness({
    id: 'queue-opened',
    situation: 'A process opens a work queue, and its address space is bound.',
    profiles: ['reference'],
    reached: ({ action, outcome }) => action.kind === 'wq-open' && outcome.kind === 'opened',
  }),
  defineWitness({
    id: 'exit-while-queue-open',
    situation: 'A process exits with a work queue open, whose bond keeps its address space.',
    profiles: ['reference'],
    reached: ({ action, before, after }) => {
      if (action.kind !== 'process-exit') return false;
      const mm = mmOfProcess(before, action.process);
      return Object.values(after.files).some(
        (file) => file.kind === 'work-queue' && file.mm === mm && file.handle !== 0,
      );
    },
  }),
  defineWitness({
    id: 'foreign-submit-refused',
    situation: 'A process submits to a queue that another address space opened (B65).',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'wq-submit' && isRefusedWith(step, 'EPERM'),
  }),
  defineWitness({
    id: 'submit-after-removal',
    situation: 'The opener of a queue submits after its device was pulled out.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'wq-submit' && isRefusedWith(step, 'ENXIO'),
  }),
  defineWitness({
    id: 'vfio-attached',
    situation: 'A virtual machine attaches a PASID that /dev/sva gave out.',
    profiles: ['reference'],
    reached: ({ action, outcome }) =>
      action.kind === 'vfio-attach' && outcome.kind === 'done' && !('warned' in outcome),
  }),
  defineWitness({
    id: 'vfio-attach-refused-stranger',
    situation: 'A virtual machine attaches a PASID that is allocated and not its own (P8).',
    profiles: ['reference'],
    reached: (step) =>
      step.action.kind === 'vfio-attach' &&
      isRefusedWith(step, 'EPERM') &&
      step.before.pool.chargedTo[step.action.pasid] !== undefined,
  }),
  defineWitness({
    id: 'vfio-claims-counted',
    situation: 'One user has two devices of one group open through VFIO.',
    profiles: ['reference'],
    reached: (step) => {
      const { action, outcome, after } = step;
      if (action.kind !== 'vfio-open' || outcome.kind !== 'opened') return false;
      return (after.groups[groupByTopology(after, action.device)]?.ownerCount ?? 0) >= 2;
    },
  }),
  defineWitness({
    id: 'vfio-open-refused-open',
    situation: 'A device is to be opened through VFIO that is open already.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'vfio-open' && isRefusedWith(step, 'EINVAL'),
  }),
  defineWitness({
    id: 'vfio-open-refused-user',
    situation: 'A device is to be opened through VFIO whose group another user has.',
    profiles: ['reference'],
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'vfio-open' || !isRefusedWith(step, 'EPERM')) return false;
      const group = before.groups[groupByTopology(before, action.device)];
      const process = before.processes[action.process];
      if (process?.phase !== 'running' || group === undefined) return false;
      const isListed = before.topology.sandboxes[process.sandbox]?.vfio.includes(action.device);
      return isListed === true && group.owner > before.topology.owners;
    },
  }),
  defineWitness({
    id: 'vfio-replaced',
    situation: 'A virtual machine moves a PASID to its other address space.',
    profiles: ['reference'],
    reached: ({ action, outcome }) =>
      action.kind === 'vfio-replace' && outcome.kind === 'done' && !('warned' in outcome),
  }),
  defineWitness({
    id: 'vfio-replace-rolled-back',
    situation: 'A member refuses the other address space, and all are told the old one again.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'vfio-replace' && failedAt(step, 'set_dev_pasid'),
  }),
  defineWitness({
    id: 'guest-map-full',
    situation: 'Every number that a guest may use leads to a PASID.',
    profiles: ['reference'],
    reached: (step) => {
      const file = 'file' in step.action ? step.after.files[step.action.file] : undefined;
      return (
        file?.kind === 'vfio' &&
        step.after.topology.guestPasids > 0 &&
        Object.keys(file.guestMap).length === step.after.topology.guestPasids
      );
    },
  }),
  defineWitness({
    id: 'guest-bind-refused-elsewhere',
    situation: 'A guest is to be given a PASID that its monitor holds and attached elsewhere.',
    profiles: ['reference'],
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'guest-bind' || !isRefusedWith(step, 'ENOENT')) return false;
      return Object.values(before.files).some(
        (file) =>
          file.kind === 'vfio' &&
          file !== fileNamed(step) &&
          file.pasids.some((pasid) => pasid === action.pasid),
      );
    },
  }),
  defineWitness({
    id: 'mdev-beside-driver',
    situation: 'A mediated device is opened while the kernel driver goes on using its parent (P9).',
    profiles: ['reference'],
    reached: ({ action, outcome, after }) => {
      if (action.kind !== 'mdev-open' || outcome.kind !== 'opened') return false;
      const mdev = after.mdevs[action.mdev];
      return mdev?.phase === 'created' && after.drivers[mdev.device]?.isBound === true;
    },
  }),
  defineWitness({
    id: 'mdev-parent-left',
    situation: 'A mediated device is open whose parent was pulled out.',
    profiles: ['reference'],
    reached: ({ action, after }) =>
      action.kind === 'device-unplug' &&
      after.mdevs.some(
        (mdev) => mdev.phase === 'created' && mdev.file !== 0 && mdev.device === action.device,
      ),
  }),
  defineWitness({
    id: 'mdev-open-refused-open',
    situation: 'A mediated device is to be opened a second time.',
    profiles: ['reference'],
    reached: (step) => step.action.kind === 'mdev-open' && isRefusedWith(step, 'EBUSY'),
  }),
] as const;

function isOpen({ action, before }: ModelStep): boolean {
  const isOpenKind = OPENS.includes(action.kind);
  // EPERM of vfio-open may mean that another has the group: only a free group tells the two apart.
  if (action.kind !== 'vfio-open') return isOpenKind;
  return (before.groups[groupByTopology(before, action.device)]?.ownerCount ?? 0) === 0;
}

const OPENS: readonly string[] = ['wq-open', 'dev-sva-open', 'vfio-open', 'mdev-open'];
