import { lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';

/**
 * A file that a report can be written to: new, or a regular file that is replaced as a whole, in a
 * folder that is there. Asked before any work is done, so that none is lost.
 */
export function reportDestination(file: string): string {
  const parent = path.dirname(path.resolve(file));
  if (!isFolder(parent))
    throw new InvalidArgumentError(`expected an existing folder, saw ${parent}`);
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there === undefined || there.isFile()) return file;
  throw new InvalidArgumentError(`expected a new or a regular file, saw something else at ${file}`);
}

/** A folder that files can be kept in: there, or new in a folder that is there. */
export function folderDestination(folder: string): string {
  if (isFolder(folder)) return folder;
  const there = lstatSync(folder, { throwIfNoEntry: false });
  const parent = path.dirname(path.resolve(folder));
  if (there === undefined && isFolder(parent)) return folder;
  throw new InvalidArgumentError(`expected a folder, or a new one in a folder that exists`);
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}
