import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../input-error.js';
import { packageRoot } from '../package-root.js';
import { compile, type Module } from './wasm.js';

/** The kernel code that `npm run kernel:build` makes modules of. */
export const KERNEL_TARGETS = [
  'linux-6.12-misc-cgroup',
  'linux-6.12-iommu',
  'linux-6.1-misc-cgroup',
  'linux-6.1-ioasid',
] as const;

/** The name of a module, which is that of its target. */
export type KernelTarget = (typeof KERNEL_TARGETS)[number];

/** A module, or behind a slash a variant of it with edits. */
export type KernelVariant = KernelTarget | `${KernelTarget}/${string}`;

/** What to type where a module is not there. */
export const BUILD_COMMAND = 'npm run kernel:build';

/** Whether a target is kernel code that was not built on this machine: it is no part of the project. */
export function isNotBuilt(name: string): boolean {
  const [module] = name.split('/');
  return KERNEL_TARGETS.some((each) => each === module) && !existsSync(fileOf(name));
}

/** The compiled module of a target. Compiled once: every run has an instance of its own. */
export function kernelModule(name: KernelVariant): Module {
  const known = modules.get(name);
  if (known !== undefined) return known;
  if (isNotBuilt(name)) {
    throw new InputError({
      file: name,
      expected: `${fileOf(name)}, which is compiled from the kernel's source on this machine`,
      seen: 'no such file',
      next: BUILD_COMMAND,
    });
  }
  const made = compile(readFileSync(fileOf(name)));
  modules.set(name, made);
  return made;
}

const modules = new Map<KernelVariant, Module>();

/** The release of the kernel whose source a target was built from, as its Makefile has it. */
export function releaseOf(name: KernelTarget): string {
  const kernel = name.split('-').slice(0, 2).join('-');
  const makefile = path.join(packageRoot(), 'kernel', 'built', kernel, 'Makefile');
  const text = readFileSync(makefile, 'utf8');
  return ['VERSION', 'PATCHLEVEL', 'SUBLEVEL']
    .map((part) => new RegExp(`^${part} = (\\d+)$`, 'm').exec(text)?.[1] ?? '?')
    .join('.');
}

function fileOf(name: string): string {
  return path.join(packageRoot(), 'kernel', 'built', `${name}.wasm`);
}
