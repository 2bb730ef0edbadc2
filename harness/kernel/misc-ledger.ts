import { type CgroupId, type LedgerTopology, type ResourceId, UNLIMITED } from '#contract';
import { InputError } from '../input-error.js';
import { U64_MAX } from '../kernel-traces/kstrtou64.js';
import type { MiscFileName } from '../kernel-traces/misc-files.js';
import type { LedgerAnswer, LedgerSide } from '../kernel-traces/misc-sides.js';
import { kernelModule } from './built.js';
import type { MemoryExports } from './linear-memory.js';
import { instantiate } from './wasm.js';

/** What the module of linux-6.12-misc-cgroup exports; kernel/shim/ says what each does. */
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
  peak(resource: number, cgroup: number): bigint;
  events(resource: number, cgroup: number): bigint;
  events_local(resource: number, cgroup: number): bigint;
}

/** The resources that the controller is compiled with, in its order. */
const RESOURCES = ['sev', 'sev_es'] as const;
/** The room for a text that is written or read, and its end. */
const TEXT_MAX = 4096;
const NO_CGROUP = -1;

/** The misc controller of 6.12, compiled to WebAssembly: it reads and prints its files itself. */
export function kernelLedger({ resources, cgroups }: LedgerTopology): LedgerSide {
  requireResources(resources);
  let warned = false;
  const kernel = instantiate<MiscExports>(kernelModule('linux-6.12-misc-cgroup'), {
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
    return answered(() => kernel.write_max(cgroup, put(kernel, text)));
  }
  const typeOf = (resource: ResourceId | null): number => resource ?? RESOURCES.length;

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
      peak: fromU64(kernel.peak(resource, cgroup)),
      events: Number(kernel.events(resource, cgroup)),
      eventsLocal: Number(kernel.events_local(resource, cgroup)),
    }),
    files: {
      write,
      read(cgroup: CgroupId, file: MiscFileName): string {
        put(kernel, file.replace(/^misc\./, ''));
        const length = kernel.read_file(cgroup);
        if (length < 0) throw new Error(`linux-6.12-misc-cgroup: there is no ${file}`);
        return Buffer.from(kernel.memory.buffer, kernel.text_at(), length).toString('utf8');
      },
      totalUsage: (resource) => String(BigInt.asUintN(64, kernel.total_usage(typeOf(resource)))),
    },
  };
}

/** Puts a text and its end into the buffer of the module: its length in bytes. */
function put(kernel: MiscExports, text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length >= TEXT_MAX) {
    throw new Error(`linux-6.12-misc-cgroup: expected a text below ${TEXT_MAX} bytes`);
  }
  const memory = Buffer.from(kernel.memory.buffer, kernel.text_at(), TEXT_MAX);
  memory[bytes.copy(memory)] = 0;
  return bytes.length;
}

function requireResources(resources: readonly string[]): void {
  if (resources.join() === RESOURCES.join()) return;
  throw new InputError({
    file: 'linux-6.12-misc-cgroup',
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
