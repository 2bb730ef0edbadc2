import { NO_PASID } from '#contract';
import type { Draft } from '#declaration';
import type { IoasidScope } from './scope.js';

/** What is known of an id that is out (`struct ioasid_data`, 6.1). */
export interface Entry {
  /** A tag: nothing but lookups asks for it. */
  readonly set: number;
  readonly data: number;
}

/** Key: id. */
type Entries = Readonly<Record<number, Entry>>;

/** Custom allocators that share their functions, and so their ids (`struct ioasid_allocator_data`). */
export interface Family {
  readonly family: number;
  /** The allocator that the family began with: its functions are called, with its private data. */
  readonly calledThrough: number;
  /** Those registered, in the order of the family's list. */
  readonly members: readonly number[];
  /** Whether an entry of that list leads to memory that was freed. */
  readonly isSpoiled: boolean;
  readonly entries: Entries;
}

/** The allocator of 6.1, and which id each address space has. */
export interface IoasidState {
  readonly scope: IoasidScope;
  /** What the default allocator has given out; it is always there. */
  readonly byDefault: Entries;
  /** In order of registration. The first is active; where there is none, the default allocator is. */
  readonly families: readonly Family[];
  /** Index: address space, minus 1. `NO_PASID` for none, where the kernel writes INVALID_IOASID. */
  readonly pasidOf: readonly number[];
}

/** An allocator that nobody has used. */
export function initialState(scope: IoasidScope): IoasidState {
  return {
    scope,
    byDefault: {},
    families: [],
    pasidOf: new Array<number>(scope.mms).fill(NO_PASID),
  };
}

/** What the active allocator has given out: all that is looked at by anybody. */
export function entriesOf(state: IoasidState): Entries {
  return state.families[0]?.entries ?? state.byDefault;
}

/** The same, to write into. */
export function writableEntriesOf(draft: Draft<IoasidState>): Draft<Entries> {
  return draft.families[0]?.entries ?? draft.byDefault;
}

/** The custom allocator that is asked for ids; undefined: the default allocator gives them out. */
export function askedAllocator(state: IoasidState): number | undefined {
  return state.families[0]?.calledThrough;
}

/** The ids of a table, in rising order. */
export function idsOf(entries: Entries): readonly number[] {
  return Object.keys(entries).map(Number);
}

/** The address space whose id this is by its own record, or undefined. */
export function mmOf({ pasidOf }: IoasidState, id: number): number | undefined {
  const index = id === NO_PASID ? -1 : pasidOf.indexOf(id);
  return index === -1 ? undefined : index + 1;
}
