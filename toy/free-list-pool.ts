import type { PoolScope } from './scope.js';
import { heldBy, NOBODY } from './words.js';

/** What an allocation answers if nothing is given out. */
export const REFUSED = -1;

/**
 * The pool as an allocator keeps it: a stack of freed PASIDs, and the first one never given out. It
 * can be put back to where it was; its words are the next one, the stack with its height, the owners.
 */
export class FreeListPool {
  readonly owner: number[];
  protected readonly quota: number;
  protected readonly freed: number[] = [];
  private next = 0;

  constructor({ pasids, quota }: PoolScope) {
    this.owner = new Array<number>(pasids).fill(NOBODY);
    this.quota = quota;
  }

  /** The PASID freed last, else the next one, if the process may have one more. */
  alloc(process: number): number {
    if (!this.mayHaveMore(process)) return REFUSED;
    if (this.freed.length === 0 && this.next === this.owner.length) return REFUSED;
    const pasid = this.freed.pop() ?? this.next++;
    this.owner[pasid] = process;
    return pasid;
  }

  free(pasid: number): void {
    this.owner[pasid] = NOBODY;
    this.freed.push(pasid);
  }

  save(into: Int32Array, at: number): number {
    into[at] = this.next;
    into[at + 1] = this.freed.length;
    into.set(this.owner, at + 2);
    into.set(this.freed, at + 2 + this.owner.length);
    return at + 2 + this.owner.length + this.freed.length;
  }

  restore(words: Int32Array, at: number): void {
    const { owner, freed } = this;
    this.next = words[at]!;
    freed.length = words[at + 1]!;
    for (let pasid = 0; pasid < owner.length; pasid++) owner[pasid] = words[at + 2 + pasid]!;
    for (let place = 0; place < freed.length; place++) {
      freed[place] = words[at + 2 + owner.length + place]!;
    }
  }

  protected mayHaveMore(process: number): boolean {
    return heldBy(this.owner, process) < this.quota;
  }
}

/** The defect of `Bug.tla`: where a freed PASID lies ready, the quota is not asked for. */
export class QuotaSkippingPool extends FreeListPool {
  protected override mayHaveMore(process: number): boolean {
    return this.freed.length > 0 || super.mayHaveMore(process);
  }
}
