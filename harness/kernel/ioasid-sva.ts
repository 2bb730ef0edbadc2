import { ERRNO, type Errno, NO_PASID } from '#contract';
import type { IoasidAction, IoasidOutcome, IoasidState } from '#model';
import { kernelModule } from './built.js';
import type { MemoryExports } from './linear-memory.js';
import { instantiate } from './wasm.js';

/** What of the module of linux-6.1-ioasid gives address spaces their ids. */
interface SvaExports extends MemoryExports {
  boot(): void;
  sva_boot(): void;
  sva_alloc(space: number, min: number, max: number): number;
  pasid_drop(space: number): void;
  pasid_of(space: number): number;
}

/** The calls that it answers. */
export type SvaAction = Extract<IoasidAction, { kind: 'sva-alloc-pasid' | 'mm-pasid-drop' }>;

/** `iommu-sva-lib.c` of 6.1 on its allocator, with memory for everything. */
export interface KernelSva {
  call(action: SvaAction): IoasidOutcome;
  /** Whether each address space has the id that the model's has. */
  agrees(state: IoasidState): boolean;
}

const INVALID_IOASID = 0xffff_ffff;

/** Boots it. */
export function kernelSva(): KernelSva {
  const kernel = instantiate<SvaExports>(kernelModule('linux-6.1-ioasid'), {
    allocate: () => 1,
    warn: () => undefined,
    log: () => undefined,
    custom_alloc: () => INVALID_IOASID,
    custom_free: () => undefined,
  });
  kernel.boot();
  kernel.sva_boot();
  const idOf = (mm: number): number => {
    const id = kernel.pasid_of(mm) >>> 0;
    return id === INVALID_IOASID ? NO_PASID : id;
  };
  return {
    call(action) {
      if (action.kind === 'mm-pasid-drop') {
        kernel.pasid_drop(action.mm);
        return { kind: 'done' };
      }
      const ret = kernel.sva_alloc(action.mm, action.min, action.max);
      if (ret === 0) return { kind: 'granted', id: idOf(action.mm) };
      const [errno] = Object.entries(ERRNO).find(([, number]) => number === -ret)!;
      return { kind: 'refused', errno: errno as Errno };
    },
    agrees: ({ pasidOf }) => pasidOf.every((id, index) => id === idOf(index + 1)),
  };
}
