import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One text file of the repository; `path` is relative to its root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const UNTRACKED_FOLDERS = new Set(['.git', 'node_modules', 'dist', 'coverage']);
const TEXT_BYTES_MAX = 4_000_000; // Above this a file is data; nobody wrote it by hand.

/** Every text file that is committed or about to be. */
export const readTree = (): readonly SourceFile[] =>
  (pathsFromGit() ?? pathsFromWalk('')).sort().flatMap((path) => {
    const size = statSync(join(ROOT, path), { throwIfNoEntry: false })?.size;
    if (size === undefined || size > TEXT_BYTES_MAX) return [];
    const text = readFileSync(join(ROOT, path), 'utf8');
    return text.includes('\0') ? [] : [{ path, text }];
  });

// New files count before they are committed: a rule that is broken should fail before the commit.
const LIST_FILES = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];

/** Nothing when this is no checkout of its own: an unpacked archive, or a folder another repository ignores. */
const pathsFromGit = (): string[] | undefined => {
  try {
    const listed = execFileSync('git', LIST_FILES, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const paths = [...new Set(listed.toString('utf8').split('\0').filter(Boolean))];
    return paths.includes('package.json') ? paths : undefined;
  } catch {
    return undefined;
  }
};

const pathsFromWalk = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return UNTRACKED_FOLDERS.has(entry.name) ? [] : pathsFromWalk(path);
    return entry.isFile() && !path.endsWith('.tsbuildinfo') ? [path] : [];
  });
