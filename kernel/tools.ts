import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

/** Runs a tool to its end; its own words are the message if it fails. */
export function run(tool: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(tool, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`kernel:build: ${tool} ${args.join(' ')}\n${error?.message ?? stderr}`);
}

function runs(tool: string): boolean {
  return spawnSync(tool, ['--version']).status === 0;
}
