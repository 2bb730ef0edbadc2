import { NONE } from './scope.js';
import { fileOf, freeInSpace, type NumbersState } from './state.js';
import { defineNumbersAction, NO_CHOICE, type NumbersInput } from './vocabulary.js';

/** A process opens a work queue of a device, which binds the device to its memory. */
export const queueOpen = defineNumbersAction({
  kind: 'queue-open',
  summary: 'Open a work queue of a device, under a PASID of the process.',
  kernel: 'idxd_cdev_open, iommu_sva_bind_device, iommu_alloc_global_pasid (6.12)',
  params: { process: 'process', device: 'device' },
  isPossible: (state, { process, device }) => fileOf(state, process, device) === NONE,
  choices(state, { process, device }) {
    if (isBusy(state, device)) return [NO_CHOICE];
    const own = ownPasid(state, process);
    const pasids = own === NONE ? freeInSpace(state, device) : [own];
    if (pasids.length === 0 || own >= state.scope.maxPasids[device]!) return [NO_CHOICE];
    return pasids.flatMap((pasid): NumbersInput[] => [
      { pasid },
      { pasid, isRefusedByDevice: true },
    ]);
  },
  step(draft, { process, device }, input) {
    const { scope } = draft;
    if (isBusy(draft, device)) return { kind: 'refused', errno: 'EBUSY' };

    // In the global space a process has one PASID for all devices, so a smaller one may not fit it.
    const own = ownPasid(draft, process);
    if (own >= scope.maxPasids[device]!) return { kind: 'refused', errno: 'EOVERFLOW' };
    const pasid = own === NONE ? (input.pasid ?? freeInSpace(draft, device)[0]) : own;
    if (pasid === undefined) return { kind: 'refused', errno: 'ENOSPC' };
    if (scope.space === 'global') draft.pasidOf[process - 1] = pasid;

    const { slots, hardware, files } = draft.devices[device]!;
    if (input.isRefusedByDevice === true) return { kind: 'refused', errno: 'EIO' };
    slots[pasid] = process;
    hardware[pasid] = process;
    files[process - 1] = pasid;
    if (scope.queues === 'shared' && draft.register[process - 1] === NONE) {
      draft.register[process - 1] = pasid;
    }
    return { kind: 'granted', pasid };
  },
});

/** Whether as many processes have the device open as it has dedicated queues. */
function isBusy({ scope, devices }: NumbersState, device: number): boolean {
  const openers = devices[device]!.files.filter((pasid) => pasid !== NONE).length;
  return scope.queues === 'dedicated' && openers >= scope.queuesPerDevice;
}

const ownPasid = ({ pasidOf }: NumbersState, process: number): number => pasidOf[process - 1]!;
