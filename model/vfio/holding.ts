import type { DeviceId, DomainId, FileId, Pasid, ProcessId } from '#contract';
import { domainIn, fileDomains } from '../state/domains.js';
import type { State } from '../state/state.js';

/** A process that acts through a VFIO file on a PASID. */
interface Use {
  readonly process: ProcessId;
  readonly file: FileId;
  readonly pasid: Pasid;
}

/**
 * Whether the policy lets a process name the PASID: some /dev/sva file that it holds has it, or a
 * VFIO file that allocated it. Whoever made it, and wherever the VFIO file came from, is not asked.
 */
export function mayName(state: State, { process, pasid }: Use): boolean {
  if (state.topology.policy.attachBy === 'anyone') return true;
  const holder = state.processes[process]!;
  if (holder.phase !== 'running') return false;
  return holder.files.some((held) => {
    const file = state.files[held]!;
    if (file.kind === 'vfio') return file.allocated.includes(pasid);
    return file.kind === 'dev-sva' && file.pasids.includes(pasid);
  });
}

/** The I/O address space of the VFIO file under which the PASID is attached; nothing: under none. */
export function attachedUnder(state: State, { file, pasid }: Use): DomainId | undefined {
  const group = state.topology.devices[deviceOf(state, file)]!.group!;
  const attached = domainIn(state, group, pasid);
  return fileDomains(state.topology, file).find((domain) => domain === attached);
}

/** The device of a VFIO file. */
export function deviceOf({ files }: State, file: FileId): DeviceId {
  const open = files[file];
  if (open?.kind !== 'vfio') throw new Error(`model: file${file} is used as a vfio file`);
  return open.device;
}
