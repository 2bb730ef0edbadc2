import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../input-error.js';
import { packageRoot } from '../package-root.js';
import { compile, instantiate, type Module, type Platform } from './wasm.js';

/** The kernel code that `npm run kernel:build` makes modules of. */
export const KERNEL_TARGETS = [
  'linux-6.12-misc-cgroup',
  'linux-6.12-iommu',
  'linux-6.1-misc-cgroup',
  'linux-6.1-ioasid',
] as const;

/** The name of a module, which is that of its target. */
export type KernelTarget = (typeof KERNEL_TARGETS)[number];

/**
 * The same code where memory that was freed is never handed out again, and each use of it is a verdict.
 * Its states have no end, so it is replayed and fuzzed, and never searched to the end.
 */
export const NO_REUSE_TARGETS = [
  'linux-6.12-iommu+no-reuse',
  'linux-6.1-ioasid+no-reuse',
] as const satisfies readonly `${KernelTarget}+no-reuse`[];

/** Kernel code as it stands, in one way or the other. */
export type KernelCode = KernelTarget | (typeof NO_REUSE_TARGETS)[number];

/** A module, or behind a slash a variant of it with edits. */
export type KernelVariant = KernelCode | `${KernelCode}/${string}`;

/** The target whose code a target is without reuse; undefined: it is no such target. */
export function reusing(name: string): string | undefined {
  return name.includes('+no-reuse') ? name.replace('+no-reuse', '') : undefined;
}

/** What to type where a module is not there. */
export const BUILD_COMMAND = 'npm run kernel:build';

/** Whether a target is kernel code that was not built on this machine: it is no part of the project. */
export function isNotBuilt(name: string): boolean {
  const [module] = name.split('/');
  const isKernel = [...KERNEL_TARGETS, ...NO_REUSE_TARGETS].some((each) => each === module);
  return isKernel && !existsSync(fileOf(name));
}

/** A fresh instance of the module of a target, whose calls to `platform` go to these functions. */
export function kernelInstance<Exports>(name: KernelVariant, platform: Platform): Exports {
  return instantiate<Exports>(kernelModule(name), { ...platform, ...misuse });
}

/** Which access to memory ends a call, where each is looked at: kernel/shim/heap-no-reuse.c. */
const misuse: Platform = {
  misused(address, size, isWrite, block, blockSize) {
    const deed = `${isWrite === 0 ? 'read' : 'wrote'} ${size} bytes at ${hex(address!)}`;
    const where =
      block === 0
        ? 'between blocks'
        : `${address! - block!} bytes into a block of ${blockSize} that is not in use`;
    throw new Error(`${deed}, ${where}`);
  },
  used_up() {
    throw new Error('used up the memory that is never handed out again; make shorter runs');
  },
};

const hex = (address: number): string => `0x${address.toString(16)}`;

/** The compiled module of a target. Compiled once. */
function kernelModule(name: KernelVariant): Module {
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
