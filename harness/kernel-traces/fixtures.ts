import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../package-root.js';

/** A recording that ships with the project. */
export interface Fixture {
  readonly file: string;
  readonly family: string;
  /** The line at which a deliberately altered copy leaves the kernel's behaviour. */
  readonly corruptAt: number | undefined;
}

/** Every shipped recording: the honest ones first, then the altered copies. */
export async function fixtures(): Promise<readonly Fixture[]> {
  const folder = path.join(packageRoot(), 'harness', 'kernel-traces', 'fixtures');
  const corrupt = path.join(folder, 'corrupt');
  const expected = JSON.parse(
    await readFile(path.join(corrupt, 'EXPECT.json'), 'utf8'),
  ) as Readonly<Record<string, { readonly line: number }>>;
  const families = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name !== 'corrupt')
    .map(({ name }) => path.join(folder, name))
    .sort();
  const honest = (await Promise.all(families.map(recordings))).flat();
  const altered = await recordings(corrupt);
  return Promise.all([
    ...honest.map(async (file) => ({ file, family: await familyOf(file), corruptAt: undefined })),
    ...altered.map(async (file) => {
      const corruptAt = expected[path.basename(file)]?.line;
      if (corruptAt === undefined) throw new Error(`harness: no entry for ${file} in EXPECT.json`);
      return { file, family: await familyOf(file), corruptAt };
    }),
  ]);
}

/** The family of a recording, which its first line names. */
async function familyOf(file: string): Promise<string> {
  const [header] = (await readFile(file, 'utf8')).split('\n', 1);
  return (JSON.parse(header!) as { readonly family: string }).family;
}

async function recordings(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .map((name) => path.join(folder, name));
}
