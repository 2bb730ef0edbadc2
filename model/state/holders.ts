import type { CgroupId, DeviceId, FileId, ProcessId } from '#contract';
import type { Draft } from '#declaration';
import type { OpenFile, Process, State } from './state.js';

/** Whether a process runs and holds the file. */
export function holdsFile({ processes }: State, process: ProcessId, file: FileId): boolean {
  const holder = processes[process]!;
  return holder.phase === 'running' && holder.files.includes(file);
}

/** Whether a process runs and holds the file, and the file is of this kind. */
export function usesFile(
  state: State,
  { process, file }: { readonly process: ProcessId; readonly file: FileId },
  kind: OpenFile['kind'],
): boolean {
  return holdsFile(state, process, file) && state.files[file]?.kind === kind;
}

/** The process that uses an address space: a bind for it is charged to its cgroup. */
export function userOf(
  { processes }: State,
  mm: number,
): Extract<Process, { phase: 'running' }> | undefined {
  for (const process of processes) {
    if (process.phase === 'running' && process.mm === mm) return process;
  }
  return undefined;
}

/** The cgroup of the process that uses an address space, if one does. */
export function cgroupOfUser(state: State, mm: number): CgroupId | undefined {
  return userOf(state, mm)?.cgroup;
}

/** Whether a process has a device through VFIO: the device itself, or a mediated part of it. */
export function ownsDevice(state: State, process: ProcessId, device: DeviceId): boolean {
  const holder = state.processes[process]!;
  if (holder.phase !== 'running') return false;
  return holder.files.some((held) => {
    const file = state.files[held];
    if (file?.kind === 'vfio') return file.device === device;
    const part = file?.kind === 'mdev' ? state.mdevs[file.mdev] : undefined;
    return part?.phase === 'created' && part.device === device;
  });
}

/** The record of a process that is known to run. */
export function runningProcess(
  draft: Draft<State>,
  process: ProcessId,
): Draft<Extract<Process, { phase: 'running' }>> {
  const running = draft.processes[process]!;
  if (running.phase !== 'running') throw new Error(`model: p${process} acts and does not run`);
  return running;
}

/** The record of an open file that is known to be of this kind. */
export function fileOfKind<Kind extends OpenFile['kind']>(
  draft: Draft<State>,
  file: FileId,
  kind: Kind,
): Draft<Extract<OpenFile, { kind: Kind }>> {
  const open = draft.files[file];
  if (open?.kind !== kind) throw new Error(`model: file${file} is used as a ${kind} file`);
  return open as Draft<Extract<OpenFile, { kind: Kind }>>;
}
