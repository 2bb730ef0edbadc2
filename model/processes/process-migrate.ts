import { type CgroupId, NO_PASID, type Pasid, type ProcessId } from '#contract';
import type { Draft } from '#declaration';
import { moveCharge } from '../ledger/ledger.js';
import { done } from '../outcome.js';
import { runningProcess } from '../state/holders.js';
import { type OpenFile, PASID_RESOURCE, pasidOf, type State } from '../state/state.js';
import { defineAction } from '../vocabulary.js';

/** A process changes its cgroup; its charges stay where they were made, unless the policy moves them. */
export const processMigrate = defineAction({
  kind: 'process-migrate',
  summary: 'Move a process to another cgroup.',
  kernel: 'cgroup_attach_task; misc has no attach callback (6.12)',
  params: { process: 'process', cgroup: 'cgroup' },

  isPossible: ({ processes }, { process }) => processes[process]!.phase === 'running',

  step(draft, { process, cgroup }) {
    const running = runningProcess(draft, process);
    if (draft.topology.policy.migration === 'charge-moves') {
      moveCharges(draft, process, running.cgroup, cgroup);
    }
    running.cgroup = cgroup;
    return done;
  },
});

/**
 * What the process holds, and the cgroup that it leaves pays for, the one it comes to pays for from
 * here on, whatever its limit. A file that others hold, too, goes with whoever moves first.
 */
function moveCharges(draft: Draft<State>, process: ProcessId, from: CgroupId, to: CgroupId): void {
  const { chargedTo } = draft.pool;
  for (const pasid of pasidsOf(draft, process)) {
    if (chargedTo[pasid] !== from) continue;
    moveCharge(draft.ledger, PASID_RESOURCE, { from, to, amount: 1 });
    chargedTo[pasid] = to;
  }
}

/** The PASIDs in the records of a running process: of its address space, and of the files it holds. */
function pasidsOf(state: State, process: ProcessId): readonly Pasid[] {
  const holder = state.processes[process]!;
  if (holder.phase !== 'running') return [];
  const own = pasidOf(state, holder.mm);
  const inFiles = holder.files.flatMap((held) => recordOf(state, state.files[held]!));
  return own === NO_PASID ? inFiles : [own, ...inFiles];
}

/** The PASIDs that a file is the owner of. */
function recordOf({ mdevs }: State, file: OpenFile): readonly Pasid[] {
  switch (file.kind) {
    case 'dev-sva':
      return file.pasids;
    case 'vfio':
      return file.allocated;
    case 'mdev': {
      const part = mdevs[file.mdev]!;
      return part.phase === 'created' ? [part.pasid] : [];
    }
    case 'work-queue':
      return [];
  }
}
