import { NO_PASID } from '#contract';
import { canReserve } from '../allocator/quota.js';
import { mayOpen, openFile } from '../files/open.js';
import { opened, refused } from '../outcome.js';
import { ownerFor, takeGroup } from '../ownership/take.js';
import { runningProcess } from '../state/holders.js';
import { groupOf, type State } from '../state/state.js';
import { defineAction } from '../vocabulary.js';

/** A virtual machine monitor takes a device, and with it the group, for its user. */
export const vfioOpen = defineAction({
  kind: 'vfio-open',
  summary: 'Open a device for VFIO and claim its group for the user of the opener.',
  kernel: 'vfio_device_fops_cdev_open, vfio_df_ioctl_bind_iommufd, iommufd_device_bind (6.12)',
  params: { process: 'process', device: 'device' },
  actions: 'whole',
  faults: [
    'alloc_empty_file',
    'domain_alloc_blocked',
    'domain_alloc_unmanaged',
    'set_group_domain',
  ],

  isPossible: ({ processes }, { process }) => processes[process]!.phase === 'running',

  isLawful(state, { device }) {
    const group = groupOf(state, device);
    return group === null || state.groups[group]!.hasDefaultDomain;
  },

  step(draft, { process, device }, circumstances) {
    const errno = mayOpen(draft, process, ({ vfio }) => vfio.includes(device), circumstances);
    if (errno !== undefined) return refused(errno);
    const at = groupOf(draft, device);
    if (at === null) return refused('ENODEV');
    if (isOpen(draft, device)) return refused('EINVAL');
    const { user } = runningProcess(draft, process);
    if (!canReserve(draft, user)) return refused('ENOSPC');

    const group = draft.groups[at]!;
    const owner = ownerFor(draft.topology, user);
    if (group.ownerCount > 0) {
      if (group.owner !== owner) return refused('EPERM');
      group.ownerCount += 1;
    } else {
      const taken = takeGroup(draft, at, owner, circumstances);
      if (taken.kind !== 'done') return taken;
    }
    const subject = { kind: 'vfio' as const, device, pasids: [], allocated: [], guestMap: {} };
    return opened(openFile(draft, process, subject), NO_PASID);
  },
});

function isOpen({ files }: State, device: number): boolean {
  return Object.values(files).some((file) => file.kind === 'vfio' && file.device === device);
}
