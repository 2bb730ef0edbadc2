import type {
  DeviceId,
  Fault,
  FaultPoint,
  MemorySite,
  MmId,
  Pasid,
  Platform,
  SystemView,
} from '#contract';
import { ERRNO } from '#contract';

/**
 * What a system under test stands on here: memory and hardware that fail exactly where the step's
 * faults say, and a record of what each device was last told. The record is the hardware.
 *
 * Whenever a device is told something, its slot must be occupied and the id allocated: a slot that
 * is emptied first can be given to somebody else while the device still uses it (I24). No state
 * between two steps shows that, so it is looked at here, in the middle of one.
 */
export class Embedding implements Platform {
  /** Per device: the address space each PASID reaches, by what the callbacks were told. */
  readonly hardware: Map<Pasid, MmId>[];
  #faults: readonly Fault[] = [];
  #used = 0;
  #warnings = 0;
  #misuse: string | undefined;
  #look: () => SystemView;

  /** `look` asks the system under test what it holds; it is made after the embedding it stands on. */
  constructor(devices: number, look: () => SystemView) {
    this.hardware = Array.from({ length: devices }, () => new Map());
    this.#look = look;
  }

  /** Sets the failures of the next call, in the order in which the call must run into them. */
  arm(faults: readonly Fault[]): void {
    this.#faults = faults;
    this.#used = 0;
    this.#warnings = 0;
    this.#misuse = undefined;
  }

  /** What the call did with a device that it must not do, if anything. */
  get misuse(): string | undefined {
    return this.#misuse;
  }

  /** The first failure that the call did not run into, if any. */
  get unusedFault(): Fault | undefined {
    return this.#faults[this.#used];
  }

  /** Whether the call warned. */
  get warned(): boolean {
    return this.#warnings > 0;
  }

  allocate(site: MemorySite): boolean {
    return this.#failure(site) === 0;
  }

  pageTableDmaCompatible(_mm: MmId): boolean {
    return this.#failure('arch_pgtable_dma_compat') === 0;
  }

  setDevPasid(device: DeviceId, pasid: Pasid, mm: MmId): number {
    this.#expectOccupied('set', device, pasid);
    const failure = this.#failure('set_dev_pasid');
    if (failure === 0) this.hardware[device]?.set(pasid, mm);
    return failure;
  }

  removeDevPasid(device: DeviceId, pasid: Pasid): void {
    this.#expectOccupied('removed', device, pasid);
    this.hardware[device]?.delete(pasid);
  }

  warn(_reason: string): void {
    this.#warnings += 1;
  }

  #expectOccupied(done: string, device: DeviceId, pasid: Pasid): void {
    const { pool, slots } = this.#look();
    const isOccupied = slots.some((slot) => slot.device === device && slot.pasid === pasid);
    if (isOccupied && pool.allocated.some((entry) => entry.pasid === pasid)) return;
    this.#misuse ??= `${done} pasid ${pasid} on dev${device} while its slot was empty`;
  }

  /** Uses up the next fault if it stands at this point: 0, or the negated errno it answers. */
  #failure(at: FaultPoint): number {
    const fault = this.#faults[this.#used];
    if (fault?.at !== at) return 0;
    this.#used += 1;
    return -ERRNO[fault.errno];
  }
}
