import type { Draft } from '#declaration';
import { NONE } from './scope.js';
import { fileOf, type NumbersState } from './state.js';
import { defineNumbersAction } from './vocabulary.js';

/** A process closes its queue of a device, which does not know its PASID any more. */
export const queueClose = defineNumbersAction({
  kind: 'queue-close',
  summary: 'Close a work queue: the device forgets the PASID, and then its slot is free.',
  kernel: 'idxd_file_dev_release, iommu_sva_unbind_device (6.12)',
  params: { process: 'process', device: 'device' },
  isPossible: (state, { process, device }) => fileOf(state, process, device) !== NONE,
  step(draft, { process, device }) {
    close(draft, process, device);
    return { kind: 'done' };
  },
});

/** What closing leaves: a PASID of the global space stays with its process, another is free. */
export function close(draft: Draft<NumbersState>, process: number, device: number): void {
  const { files, slots, hardware } = draft.devices[device]!;
  const pasid = files[process - 1]!;
  delete hardware[pasid];
  delete slots[pasid];
  files[process - 1] = NONE;
}
