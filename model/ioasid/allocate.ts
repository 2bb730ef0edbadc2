import { INVALID_IOASID } from '#contract';
import type { Draft } from '#declaration';
import {
  askedAllocator,
  type Entry,
  entriesOf,
  type IoasidState,
  writableEntriesOf,
} from './state.js';
import {
  type Circumstances,
  type IoasidInput,
  type IoasidOutcome,
  NO_FAULT,
} from './vocabulary.js';

/** The ids that a caller can use, both bounds included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The places where an allocation can fail, in the order in which it passes them. */
export const ALLOCATE_FAULTS = ['kzalloc', 'allocator_callback', 'xa_alloc'] as const;

/**
 * An id with this entry, from the active allocator (`ioasid_alloc`, 6.1). The default allocator gives
 * the lowest free one; what a custom one answers is taken as it is, unless it is out already.
 */
export function allocate(
  draft: Draft<IoasidState>,
  range: Range,
  entry: Entry,
  circumstances: Circumstances,
): IoasidOutcome {
  if (circumstances.fails('kzalloc')) return { kind: 'no-id' };

  const entries = writableEntriesOf(draft);
  const asked = askedAllocator(draft);
  if (asked === undefined) {
    const id = lowestFree(entries, range);
    if (id === undefined || circumstances.fails('xa_alloc')) return { kind: 'no-id', log: 'err' };
    entries[id] = { ...entry };
    return { kind: 'granted', id };
  }

  const isMadeToFail = circumstances.fails('allocator_callback');
  const id = isMadeToFail ? undefined : circumstances.callback;
  if (id === undefined || id === INVALID_IOASID) return { kind: 'no-id', asked, log: 'err' };
  if (entries[id] !== undefined || circumstances.fails('xa_alloc')) {
    return { kind: 'no-id', asked, handedBack: true, log: 'err' };
  }
  entries[id] = { ...entry };
  return { kind: 'granted', id, asked };
}

/** The entry is gone, whoever's it was (`ioasid_free`, 6.1). */
export function free(draft: Draft<IoasidState>, id: number): IoasidOutcome {
  const entries = writableEntriesOf(draft);
  if (entries[id] === undefined) return { kind: 'done', log: 'err' };
  delete entries[id];
  const asked = askedAllocator(draft);
  return asked === undefined ? { kind: 'done' } : { kind: 'done', asked };
}

/**
 * Everything that can come of an allocation. A callback may answer any id of the range, also one that
 * is out, and none.
 */
export function allocateChoices(state: IoasidState, range: Range): readonly IoasidInput[] {
  const entries = entriesOf(state);
  const noMemory: IoasidInput = { faults: ['kzalloc'] };
  if (askedAllocator(state) === undefined) {
    const isExhausted = lowestFree(entries, range) === undefined;
    return isExhausted ? [NO_FAULT, noMemory] : [NO_FAULT, noMemory, { faults: ['xa_alloc'] }];
  }
  const answers: IoasidInput[] = [NO_FAULT, noMemory, { faults: ['allocator_callback'] }];
  for (let id = range.min; id <= range.max; id++) {
    answers.push({ callback: id, faults: [] });
    if (entries[id] === undefined) answers.push({ callback: id, faults: ['xa_alloc'] });
  }
  return answers;
}

/** The lowest id of the range that is not out, or undefined. */
export function lowestFree(
  entries: Readonly<Record<number, unknown>>,
  { min, max }: Range,
): number | undefined {
  for (let id = min; id <= max; id++) if (entries[id] === undefined) return id;
  return undefined;
}
