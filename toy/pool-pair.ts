import type { Pair, Snapshots } from '#declaration';
import { type FreeListPool, REFUSED } from './free-list-pool.js';
import type { PoolScope } from './scope.js';
import { heldBy, NOBODY, quotaKept } from './words.js';

/** Makes an implementation of the pool. */
export type PoolFactory = new (scope: PoolScope) => FreeListPool;

/**
 * The pool of the toy beside an implementation of it. Any process may ask at any time, and what is
 * held may be freed. The model knows who owns what; which PASID is given out is the choice of the
 * implementation. Commands are numbered: an allocation for each process, then a free for each PASID.
 */
export class PoolPair implements Pair<string> {
  readonly snapshots: Snapshots;
  private readonly scope: PoolScope;
  private readonly factory: PoolFactory;
  private readonly owner: number[];
  private pool: FreeListPool;

  constructor(scope: PoolScope, factory: PoolFactory) {
    this.scope = scope;
    this.factory = factory;
    this.owner = new Array<number>(scope.pasids).fill(NOBODY);
    this.pool = new factory(scope);
    this.snapshots = {
      wordsMax: 3 * scope.pasids + 2,
      save: (into) => {
        into.set(this.owner);
        return this.pool.save(into, scope.pasids);
      },
      restore: (words) => {
        for (let pasid = 0; pasid < scope.pasids; pasid++) this.owner[pasid] = words[pasid]!;
        this.pool.restore(words, scope.pasids);
      },
    };
  }

  reset(): undefined {
    this.owner.fill(NOBODY);
    this.pool = new this.factory(this.scope);
  }

  commands(): readonly number[] {
    const { processes, pasids } = this.scope;
    const commands = Array.from({ length: processes }, (_, index) => index);
    for (let pasid = 0; pasid < pasids; pasid++) {
      if (this.owner[pasid] !== NOBODY) commands.push(processes + pasid);
    }
    return commands;
  }

  give(command: number): string | undefined {
    const { owner, pool, scope } = this;
    if (command >= scope.processes) {
      owner[command - scope.processes] = NOBODY;
      pool.free(command - scope.processes);
      return undefined;
    }
    const process = command + 1;
    const isDue = heldBy(owner, process) < scope.quota && owner.includes(NOBODY);
    const pasid = pool.alloc(process);
    if (pasid !== REFUSED) {
      if (owner[pasid] !== NOBODY) return `pasid ${pasid} was not free`;
      owner[pasid] = process;
    }
    const broken = quotaKept.violation({ owner, scope });
    if (broken !== undefined) return `quota-kept: ${broken.reason}`;
    return isDue === (pasid !== REFUSED) ? undefined : `process ${process} was refused`;
  }

  /** A command as `Bug.tla` writes it. */
  text(command: number): string {
    const { processes } = this.scope;
    return command < processes ? `alloc(${command + 1})` : `free(${command - processes + 1})`;
  }
}
