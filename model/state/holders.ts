import type { FileId, ProcessId } from '#contract';
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
