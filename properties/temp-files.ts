import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the files of one test file, removed after its last test. */
export function tempFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'pasid-verify-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    /** Writes a file and answers its path. */
    write(content: string | Uint8Array, name = 'trace.ndjson'): string {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}
