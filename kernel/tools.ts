import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { KERNELS, type Kernel } from './modules.js';

/** What a build needs, and the Debian package that has it. */
const PACKAGES: readonly { readonly name: string; readonly isThere: () => boolean }[] = [
  { name: 'clang-14', isThere: () => runs('clang-14') },
  { name: 'lld-14', isThere: () => runs('wasm-ld-14') },
  { name: 'xz-utils', isThere: () => runs('xz') },
  ...KERNELS.map((kernel) => ({
    name: `linux-source-${kernel}`,
    isThere: () => existsSync(tarball(kernel)),
  })),
];

/** Where the package of a kernel's source puts it. */
export function tarball(kernel: Kernel): string {
  return `/usr/src/linux-source-${kernel}.tar.xz`;
}

/** The command that installs what is missing; undefined if nothing is. */
export function missingPackages(): string | undefined {
  const names = PACKAGES.filter(({ isThere }) => !isThere()).map(({ name }) => name);
  return names.length === 0
    ? undefined
    : `apt-get install --no-install-recommends ${names.join(' ')}`;
}

/**
 * Runs a tool to its end, beside as many others as there are processors; its own words are the message
 * if it fails.
 */
export async function run(tool: string, args: readonly string[]): Promise<void> {
  if (free === 0) await new Promise<void>((begin) => waiting.push(begin));
  else free -= 1;
  try {
    await promisify(execFile)(tool, args);
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    throw new Error(`kernel:build: ${tool} ${args.join(' ')}\n${stderr || message}`);
  } finally {
    // Whoever waits longest has the processor that is free now.
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
}

let free = availableParallelism();
const waiting: (() => void)[] = [];

function runs(tool: string): boolean {
  return spawnSync(tool, ['--version']).status === 0;
}
