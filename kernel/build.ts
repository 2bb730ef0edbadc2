/**
 * Builds modules of unmodified kernel code: `npm run kernel:build`. The source comes from Debian's
 * packages; what is unpacked and built stays in kernel/built/ on this machine, for the kernel is
 * under the GPL and no part of this project.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { cutOut } from './cut.js';
import { applyEdit, type SourceEdit } from './edit.js';
import { edits } from './edits.js';
import {
  KERNELS,
  type Kernel,
  type KernelModule,
  modules,
  UNPACKED,
  UNWATCHED,
} from './modules.js';
import { missingPackages, run, tarball } from './tools.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..', 'kernel');
const BUILT = path.join(ROOT, 'built');

/** For a processor of 32 bits that has nothing but itself; no standard library of any kind. */
const COMPILE = [
  '--target=wasm32-unknown-unknown',
  '-std=gnu11',
  '-O2',
  '-ffreestanding',
  '-nostdlibinc',
  '-fno-builtin',
  '-fno-strict-aliasing',
  '-fshort-wchar',
  '-fwrapv',
  // Address 0 is memory like any other here: without this a NULL would be followed unseen.
  '-fsanitize=undefined',
  '-fsanitize-trap=undefined',
  '-mbulk-memory',
  '-mmutable-globals',
  '-w',
  '-D__KERNEL__',
  '-D__DISABLE_EXPORTS',
  '-DKBUILD_MODNAME="kernel"',
  '-DKBUILD_MODFILE="kernel"',
  // The address of a label, which this processor does not have.
  '-D_THIS_IP_=0',
];
/** Has each access to memory ask before: the heap that hands nothing out again answers. */
const WATCH = [
  '-Xclang',
  '-fsanitize=kernel-address',
  '-mllvm',
  '-asan-instrumentation-with-call-threshold=0',
  '-mllvm',
  '-asan-stack=0',
  '-mllvm',
  '-asan-globals=0',
];
const FIRST = ['compiler-version.h', 'kconfig.h', 'compiler_types.h'];

// The stack comes first: it is no part of a snapshot, and overrunning it traps.
const LINK = [
  '--no-entry',
  '--gc-sections',
  '--fatal-warnings',
  '--stack-first',
  '-z',
  'stack-size=8192',
  '--initial-memory=131072',
  '--max-memory=1073741824',
  '--export=__stack_pointer',
  '--export=__global_base',
];

async function build(): Promise<void> {
  const install = missingPackages();
  if (install !== undefined) {
    process.stderr.write(
      `kernel:build: expected Debian's compiler and kernel sources, saw some missing. Next: ${install}\n`,
    );
    process.exitCode = 2;
    return;
  }
  await Promise.all(KERNELS.map(unpack));
  const all = Object.entries(modules).map(async ([name, module]) => {
    const linked = await buildModule(name, module);
    // What only code without reuse notices is built with reuse, too: a test asks that it is not noticed there.
    const changed = Object.entries({ ...edits[name], ...edits[`${name}+no-reuse`] });
    const variants = changed.map(([variant, changes]) =>
      buildVariant({ name, variant, changes }, module),
    );
    return [linked, ...(await Promise.all(variants))];
  });
  for (const file of (await Promise.all(all)).flat()) {
    process.stdout.write(
      `kernel/built/${path.relative(BUILT, file)}  ${statSync(file).size} bytes\n`,
    );
  }
}

function sourceOf(kernel: Kernel): string {
  return path.join(BUILT, `linux-${kernel}`);
}

/** Unpacks what is needed of a kernel, unless that was done from this very package. */
async function unpack(kernel: Kernel): Promise<void> {
  const folder = sourceOf(kernel);
  const stamp = path.join(folder, 'unpacked-from');
  const { size, mtimeMs } = statSync(tarball(kernel));
  const from = `${tarball(kernel)} ${size} ${mtimeMs} ${UNPACKED.join(' ')}\n`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) return;
  process.stdout.write(`unpacking ${tarball(kernel)}\n`);
  mkdirSync(folder, { recursive: true });
  const wanted = UNPACKED.map((each) => `linux-source-${kernel}/${each}`);
  await run('tar', [
    '-I',
    'xz -T0',
    '-xf',
    tarball(kernel),
    '-C',
    folder,
    '--strip-components=1',
    ...wanted,
  ]);
  writeArchitecture(folder);
  writeFileSync(stamp, from);
}

/** What the kernel's own build makes of an architecture that has no header of its own for something. */
function writeArchitecture(folder: string): void {
  const asm = path.join(folder, 'generated', 'asm');
  mkdirSync(asm, { recursive: true });
  for (const generic of ['include/asm-generic', 'include/uapi/asm-generic']) {
    for (const header of readdirSync(path.join(folder, generic))) {
      if (!header.endsWith('.h')) continue;
      writeFileSync(path.join(asm, header), `#include <asm-generic/${header}>\n`);
    }
  }
}

function buildModule(name: string, module: KernelModule): Promise<string> {
  const source = sourceOf(module.kernel);
  const objects = path.join(BUILT, name);
  mkdirSync(objects, { recursive: true });
  cutFunctions(module, source, objects);
  const files = module.files.map((file) => path.join(source, file));
  const folders = includes(source, objects);
  return link(
    [...shimsOf(module), ...files],
    { objects, folders, isWatched: module.isWatched },
    path.join(BUILT, `${name}.wasm`),
  );
}

/**
 * The module with some of the kernel's source changed. Changed files lie in a tree of their own, which
 * is looked through before the kernel's; a shim that includes one takes that.
 */
function buildVariant(
  { name, variant, changes }: { name: string; variant: string; changes: readonly SourceEdit[] },
  module: KernelModule,
): Promise<string> {
  const source = sourceOf(module.kernel);
  const plain = path.join(BUILT, name);
  const objects = path.join(plain, variant);
  rmSync(objects, { recursive: true, force: true });
  for (const edit of changes) {
    const changed = path.join(objects, edit.file);
    const from = existsSync(changed) ? changed : path.join(source, edit.file);
    mkdirSync(path.dirname(changed), { recursive: true });
    writeFileSync(changed, applyEdit(readFileSync(from, 'utf8'), `${name}/${variant}`, edit));
  }
  cutFunctions(module, source, objects);
  const files = changes.map(({ file }) => file);
  const isChanged = (shim: string): boolean => reads(path.join(plain, objectOf(shim)), files);
  const shims = shimsOf(module);
  const untouched = [...shims.filter((shim) => !isChanged(shim)), ...module.files].map((file) =>
    path.join(plain, objectOf(file)),
  );
  const folders = [...trees(objects), ...includes(source, objects)];
  const place = path.join(plain, `${variant}.wasm`);
  const { isWatched } = module;
  return link(shims.filter(isChanged), { objects, folders, untouched, isWatched }, place);
}

/** Whether one of these files of the kernel, or what is cut out of it, went into an object. */
function reads(object: string, files: readonly string[]): boolean {
  const read = readFileSync(`${object}.d`, 'utf8');
  return files.some((file) => read.includes(`/${file}`) || read.includes(cutName(file)));
}

function shimsOf({ shims }: KernelModule): string[] {
  return shims.map((shim) => path.join(ROOT, 'shim', `${shim}.c`));
}

/** Cuts what is wanted of files into a folder; of a changed file, which lies there, the changed text. */
function cutFunctions({ functions = {} }: KernelModule, source: string, objects: string): void {
  for (const [file, names] of Object.entries(functions)) {
    const changed = path.join(objects, file);
    const text = readFileSync(existsSync(changed) ? changed : path.join(source, file), 'utf8');
    writeFileSync(path.join(objects, cutName(file)), cutOut(text, file, names));
  }
}

interface Linking {
  readonly objects: string;
  readonly folders: readonly string[];
  /** What was compiled already. */
  readonly untouched?: readonly string[];
  readonly isWatched: true | undefined;
}

async function link(sources: readonly string[], linking: Linking, linked: string): Promise<string> {
  const { objects, folders, untouched = [], isWatched } = linking;
  const unwatched = isWatched ? UNWATCHED.map((shim) => `${shim}.c`) : undefined;
  const compiling = sources.map(async (file) => {
    const object = path.join(objects, objectOf(file));
    const noted = ['-MMD', '-MF', `${object}.d`];
    const watch = unwatched?.includes(path.basename(file)) === false ? WATCH : [];
    const flags = [...COMPILE, ...watch, ...searched(folders), ...noted];
    await run('clang-14', [...flags, '-c', file, '-o', object]);
    return object;
  });
  const compiled = await Promise.all(compiling);
  await run('wasm-ld-14', [...LINK, ...compiled, ...untouched, '-o', linked]);
  return linked;
}

const cutName = (file: string): string => `cut-${path.basename(file)}`;
const objectOf = (file: string): string => `${path.basename(file, '.c')}.o`;

/** Where the headers and files of a kernel are, or of a tree like it. */
const trees = (source: string): string[] => [
  path.join(source, 'include'),
  path.join(source, 'include/uapi'),
  source,
  // Where a file that a shim includes finds the headers beside it.
  path.join(source, 'drivers/iommu'),
];

function includes(source: string, objects: string): string[] {
  return [path.join(ROOT, 'include'), path.join(source, 'generated'), ...trees(source), objects];
}

function searched(folders: readonly string[]): string[] {
  return [
    ...folders.flatMap((folder) => ['-I', folder]),
    ...FIRST.flatMap((header) => ['-include', `linux/${header}`]),
  ];
}

try {
  await build();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
