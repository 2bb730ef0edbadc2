import { type HandleId, type MmId, mmId, NO_HANDLE } from '#contract';

/**
 * The numbers that the address spaces of a record have on both sides. A number is used again only
 * after both sides have dropped its address space, so that it means the same everywhere.
 */
export class MmNames {
  readonly #numbers = new Map<string, MmId>();
  readonly #names: (string | undefined)[] = [];
  readonly #unused: MmId[] = [];

  /** The number of an address space that is not dropped. */
  numberOf(name: string): MmId {
    const mm = this.#numbers.get(name);
    if (mm === undefined) throw new Error(`harness: mm ${name} has no number`);
    return mm;
  }

  nameOf(mm: MmId): string {
    return this.#names[mm] ?? `mm number ${mm}`;
  }

  take(name: string): void {
    const mm = this.#unused.pop() ?? mmId(this.#names.length);
    this.#numbers.set(name, mm);
    this.#names[mm] = name;
  }

  release(name: string): void {
    const mm = this.numberOf(name);
    this.#numbers.delete(name);
    this.#names[mm] = undefined;
    this.#unused.push(mm);
  }
}

/** The names of one side's SVA handles. */
export interface Handles {
  /** The number of a live handle, or none if this side has no such handle. */
  numberOf(name: string): HandleId;
  /** The address space of a live handle. */
  mmOf(name: string): MmId | undefined;
  nameOf(handle: HandleId): string;
  /** Names a handle that was just made. */
  make(handle: HandleId, mm: MmId): void;
  forget(name: string): void;
}

/** Handles of a recording: `h1`, `h2`, ... in the order in which they are made. */
export class HandleNames implements Handles {
  readonly #live = new Map<string, { readonly handle: HandleId; readonly mm: MmId }>();
  readonly #names = new Map<HandleId, string>();
  #made = 0;

  numberOf(name: string): HandleId {
    return this.#live.get(name)?.handle ?? NO_HANDLE;
  }

  mmOf(name: string): MmId | undefined {
    return this.#live.get(name)?.mm;
  }

  nameOf(handle: HandleId): string {
    return this.#names.get(handle) ?? `handle number ${handle}`;
  }

  make(handle: HandleId, mm: MmId): void {
    this.#made += 1;
    const name = `h${this.#made}`;
    this.#live.set(name, { handle, mm });
    this.#names.set(handle, name);
  }

  forget(name: string): void {
    this.#names.delete(this.numberOf(name));
    this.#live.delete(name);
  }
}
