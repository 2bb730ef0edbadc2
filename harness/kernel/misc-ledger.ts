import { type CgroupId, type LedgerTopology, type ResourceId, UNLIMITED } from '#contract';
import { InputError } from '../input-error.js';
import { U64_MAX } from '../kernel-traces/kstrtou64.js';
import type { LedgerAnswer, LedgerSide } from '../kernel-traces/misc-sides.js';
import { type KernelVariant, kernelInstance } from './built.js';
import { LinearMemory, type MemoryExports } from './linear-memory.js';

/** What a module of the misc controller exports; kernel/shim/ says what each does. */
interface MiscExports extends MemoryExports {
  boot(cgroups: number): void;
  add_cgroup(parent: number): void;
  set_capacity(resource: number, capacity: bigint): number;
  try_charge(resource: number, cgroup: number, amount: bigint): number;
  uncharge(resource: number, cgroup: number, amount: bigint): void;
  total_usage(resource: number): bigint;
  text_at(): number;
  write_max(cgroup: number, length: number): number;
  read_file(cgroup: number): number;
  capacity(resource: number): bigint;
  max(resource: number, cgroup: number): bigint;
  usage(resource: number, cgroup: number): bigint;
  /** Since 6.10. */
  peak?(resource: number, cgroup: number): bigint;
  events(resource: number, cgroup: number): bigint;
  /** Since 6.10. */
  events_local?(resource: number, cgroup: number): bigint;
  start_observers(): void;
}

/** A controller that can be put back to where it was. */
export interface KernelLedger extends LedgerSide {
  readonly files: NonNullable<LedgerSide['files']>;
  readonly memory: LinearMemory;
  /** Lets peaks and counts of refusals begin anew. */
  startObservers(): void;
}

/** The resources that the controller is compiled with, in its order. */
const RESOURCES = ['sev', 'sev_es'] as const;
/** The room for a text that is written or read, and its end. */
const TEXT_MAX = 4096;
const NO_CGROUP = -1;

/** The kernels whose misc controller is compiled. */
export type MiscTarget = Extract<
  KernelVariant,
  `${string}-misc-cgroup` | `${string}-misc-cgroup/${string}`
>;

/** Whether a name is that of such a module. */
export const isMiscTarget = (name: string): name is MiscTarget =>
  /^linux-[\d.]+-misc-cgroup(\/|$)/.test(name);

/**
 * The misc controller of a kernel, compiled to WebAssembly: it reads and prints its files itself. What
 * an older one does not count is 0.
 */
export function kernelLedger(
  name: MiscTarget,
  { resources, cgroups }: LedgerTopology,
): KernelLedger {
  requireResources(name, resources);
  let warned = false;
  const kernel = kernelInstance<MiscExports>(name, {
    warn: () => {
      warned = true;
    },
  });
  kernel.boot(cgroups.length);
  for (const { parent } of cgroups) kernel.add_cgroup(parent ?? -1);

  function answered(call: () => number): LedgerAnswer {
    warned = false;
    return { ret: call(), warned };
  }
  function write(cgroup: CgroupId, text: string): LedgerAnswer {
    const answer = answered(() => kernel.write_max(cgroup, put(kernel, text)));
    clear(kernel, text.length);
    return answer;
  }

  return {
    setCapacity: (resource, capacity) =>
      answered(() => kernel.set_capacity(typeOf(resource), toU64(capacity))),
    setMax: (resource, cgroup, max) =>
      write(cgroup, `${RESOURCES[resource]} ${max === UNLIMITED ? 'max' : max}`),
    tryCharge: (resource, cgroup, amount) =>
      answered(() => kernel.try_charge(typeOf(resource), cgroup ?? NO_CGROUP, toU64(amount))),
    uncharge: (resource, cgroup, amount) =>
      answered(() => {
        kernel.uncharge(typeOf(resource), cgroup ?? NO_CGROUP, toU64(amount));
        return 0;
      }),
    capacity: (resource) => fromU64(kernel.capacity(resource)),
    charge: (resource, cgroup) => ({
      max: fromU64(kernel.max(resource, cgroup)),
      current: Number(kernel.usage(resource, cgroup)),
      peak: fromU64(kernel.peak?.(resource, cgroup) ?? 0n),
      events: Number(kernel.events(resource, cgroup)),
      eventsLocal: Number(kernel.events_local?.(resource, cgroup) ?? 0n),
    }),
    files: { write, ...readableFiles(name, kernel) },
    memory: new LinearMemory(kernel),
    startObservers: () => kernel.start_observers(),
  };
}

/** What is read and printed by the kernel itself. */
function readableFiles(
  name: MiscTarget,
  kernel: MiscExports,
): Omit<KernelLedger['files'], 'write'> {
  return {
    read(cgroup, file) {
      put(kernel, file.replace(/^misc\./, ''));
      const length = kernel.read_file(cgroup);
      if (length < 0) throw new Error(`${name}: there is no ${file}`);
      const text = Buffer.from(kernel.memory.buffer, kernel.text_at(), length).toString('utf8');
      clear(kernel, Math.max(length, file.length));
      return text;
    },
    totalUsage: (resource) => String(BigInt.asUintN(64, kernel.total_usage(typeOf(resource)))),
  };
}

/** A resource that does not exist has a number past the last one. */
const typeOf = (resource: ResourceId | null): number => resource ?? RESOURCES.length;

/** Puts a text and its end into the buffer of the module: its length in bytes. */
function put(kernel: MiscExports, text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length >= TEXT_MAX) {
    throw new Error(`kernel: expected a text below ${TEXT_MAX} bytes`);
  }
  const memory = Buffer.from(kernel.memory.buffer, kernel.text_at(), TEXT_MAX);
  memory[bytes.copy(memory)] = 0;
  return bytes.length;
}

/** Empties the buffer: what was written or read is no state. */
function clear(kernel: MiscExports, length: number): void {
  Buffer.from(kernel.memory.buffer, kernel.text_at(), length + 1).fill(0);
}

function requireResources(name: MiscTarget, resources: readonly string[]): void {
  if (resources.join() === RESOURCES.join()) return;
  throw new InputError({
    file: name,
    expected: `recordings of the resources that it counts, ${RESOURCES.join(' and ')}`,
    seen: resources.join(', '),
    next: 'npx pasid-verify trace FILE without --target',
  });
}

const toU64 = (value: number): bigint => (value === UNLIMITED ? U64_MAX : BigInt(value));

function fromU64(value: bigint): number {
  const unsigned = BigInt.asUintN(64, value);
  return unsigned === U64_MAX ? UNLIMITED : Number(unsigned);
}
