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

/**
 * The modules by name, each the target of that name. A shim includes the file that it is about, so
 * that it can reach what is static there; that file is the kernel's own all the same.
 */
export const modules: Readonly<Record<string, KernelModule>> = {
  'linux-6.12-misc-cgroup': {
    kernel: '6.12',
    shims: ['heap', 'runtime', 'misc-6.12'],
    files: TEXTS,
    functions: STRINGS,
  },
  'linux-6.1-misc-cgroup': {
    kernel: '6.1',
    shims: ['heap', 'runtime', 'misc-6.1'],
    files: TEXTS,
    functions: STRINGS,
  },
  'linux-6.12-iommu': {
    kernel: '6.12',
    shims: ['heap', 'runtime', 'iommu-6.12', 'iommu-sva-6.12'],
    files: TREES,
    functions: { 'kernel/fork.c': ['__mmdrop', '__mmput', 'mmput'] },
  },
  'linux-6.1-ioasid': {
    kernel: '6.1',
    shims: ['heap', 'runtime', 'ioasid-6.1', 'sva-6.1'],
    files: TREES,
  },
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
