import { type Errno, type FileId, fileId, type ProcessId, type Sandbox } from '#contract';
import type { Draft } from '#declaration';
import type { Circumstances } from '../input.js';
import { runningProcess } from '../state/holders.js';
import type { FileSubject, State } from '../state/state.js';

/**
 * Whether a process may open a device node, as far as files go: what all opens ask before they look
 * at the device (`do_sys_openat2`, 6.12). The errno says why not.
 */
export function mayOpen(
  draft: Draft<State>,
  process: ProcessId,
  isListed: (sandbox: Sandbox) => boolean,
  circumstances: Circumstances,
): Errno | undefined {
  if (unusedFile(draft) === undefined) return 'EMFILE';
  if (circumstances.fails('alloc_empty_file')) return 'ENOMEM';
  const { sandbox } = runningProcess(draft, process);
  return isListed(draft.topology.sandboxes[sandbox]!) ? undefined : 'EPERM';
}

/** The process holds a new file, and nobody else does; it may open one, so a number is left. */
export function openFile(
  draft: Draft<State>,
  process: ProcessId,
  subject: Draft<FileSubject>,
): FileId {
  const file = unusedFile(draft)!;
  const opener = runningProcess(draft, process);
  draft.files[file] = { ...subject, user: opener.user, references: 1 };
  holdFile(draft, process, file);
  return file;
}

/** A running process holds a file, too; its files stay in rising order. */
export function holdFile(draft: Draft<State>, process: ProcessId, file: FileId): void {
  const { files } = runningProcess(draft, process);
  files.splice(files.findLastIndex((held) => held < file) + 1, 0, file);
}

/** The lowest number that no open file has, or nothing if as many are open as may. */
export function unusedFile({ topology, files }: State): FileId | undefined {
  for (let file = 1; file <= topology.files; file++) {
    if (files[file] === undefined) return fileId(file);
  }
  return undefined;
}
