/** The kernels whose source Debian packages. */
export const KERNELS = ['6.12', '6.1'] as const;

export type Kernel = (typeof KERNELS)[number];

/** What one module is linked from. */
export interface KernelModule {
  readonly kernel: Kernel;
  /** Files of `kernel/shim/`, without their ending. */
  readonly shims: readonly string[];
  /** Files of the kernel, as they stand. */
  readonly files: readonly string[];
  /** Whether each access to memory is looked at, as a heap that hands nothing out again asks for. */
  readonly isWatched?: true;
  /** Files of which single functions are cut out: the rest of them asks for too much. */
  readonly functions?: Readonly<Record<string, readonly string[]>>;
}

const TREES = [
  'lib/bitmap.c',
  'lib/find_bit.c',
  'lib/hweight.c',
  'lib/idr.c',
  'lib/radix-tree.c',
  'lib/xarray.c',
] as const;

const TEXTS = [
  'lib/atomic64.c',
  'lib/ctype.c',
  'lib/kstrtox.c',
  'lib/math/div64.c',
  'lib/string_helpers.c',
] as const;

const STRINGS = { 'lib/string.c': ['strchr', 'strlen', 'strpbrk', 'strsep'] } as const;

const iommu: KernelModule = {
  kernel: '6.12',
  shims: ['memory', 'heap', 'runtime', 'callers', 'iommu-6.12', 'iommu-sva-6.12'],
  files: TREES,
  functions: { 'kernel/fork.c': ['__mmdrop', '__mmput', 'mmput'] },
};

const allocator: KernelModule = {
  kernel: '6.1',
  shims: ['memory', 'heap', 'runtime', 'ioasid-6.1'],
  files: TREES,
};

/** The module in which memory that was freed is never handed out again, and each use of it is seen. */
function withoutReuse(module: KernelModule): KernelModule {
  const shims = module.shims.map((shim) => (shim === 'heap' ? 'heap-no-reuse' : shim));
  return { ...module, shims, isWatched: true };
}

/** The shims that have to reach all memory. */
export const UNWATCHED: readonly string[] = ['memory', 'heap-no-reuse'];

/**
 * The modules by name, each the target of that name. A shim includes the file that it is about, so
 * that it can reach what is static there; that file is the kernel's own all the same. The misc controller
 * frees nothing.
 */
export const modules: Readonly<Record<string, KernelModule>> = {
  'linux-6.12-misc-cgroup': {
    kernel: '6.12',
    shims: ['memory', 'heap', 'runtime', 'misc-6.12'],
    files: TEXTS,
    functions: STRINGS,
  },
  'linux-6.1-misc-cgroup': {
    kernel: '6.1',
    shims: ['memory', 'heap', 'runtime', 'misc-6.1'],
    files: TEXTS,
    functions: STRINGS,
  },
  'linux-6.12-iommu': iommu,
  'linux-6.12-iommu+no-reuse': withoutReuse(iommu),
  'linux-6.1-ioasid': allocator,
  'linux-6.1-ioasid+no-reuse': withoutReuse(allocator),
};

/** What is unpacked of the source of each kernel. */
export const UNPACKED = [
  'Makefile',
  'drivers/iommu',
  'include',
  'kernel/cgroup/misc.c',
  'kernel/fork.c',
  'lib',
];
