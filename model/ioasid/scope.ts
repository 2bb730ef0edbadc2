/** The fixed things of one run of the ioasid allocator. Sets, data and address spaces count from 1. */
export interface IoasidScope {
  /** The greatest bound that a caller names, which is an id still. */
  readonly highest: number;
  /** Sets that callers allocate in; the one after them is that of SVA. */
  readonly sets: number;
  /** Pointers that callers store; the ones after them are the address spaces. */
  readonly data: number;
  readonly mms: number;
  /** For each custom allocator its family: those of one family share their functions. */
  readonly families: readonly number[];
  /** Whether the actions listed are those of callers that keep their contract, or of any. */
  readonly callers: 'lawful' | 'any';
  /**
   * Whether an address space that has the greatest id of a range is refused when it asks for that
   * range again, as 6.1 does (B06), or given its id, as since 6.4.
   */
  readonly greatest: 'refused' | 'given';
}

/** No set, or no data: a null pointer. */
export const NOTHING = 0;

/** The set in which the ids of address spaces are. */
export const svaSetOf = ({ sets }: IoasidScope): number => sets + 1;

/** An address space as the data of its id. */
export const dataOfMm = ({ data }: IoasidScope, mm: number): number => data + mm;

/**
 * What is searched: three ids, two address spaces, and two families of custom allocators, one of which
 * has two members, so that each kind of change of the active allocator is there.
 */
export const IOASID_SCOPE: IoasidScope = {
  highest: 2,
  sets: 1,
  data: 1,
  mms: 2,
  families: [0, 1, 0],
  callers: 'lawful',
  greatest: 'refused',
};

/**
 * What is searched together with the kernel's own code, which gives every front door of it a scope:
 * address spaces alone; custom allocators that come and go; and callers who free what they like, where
 * no allocator can leave with ids out, for the kernel loses their entries.
 */
export const IOASID_SCOPES = {
  'ioasid-sva': { ...IOASID_SCOPE, highest: 3, data: 0, mms: 3, families: [] },
  'ioasid-custom': { ...IOASID_SCOPE, data: 0, mms: 1 },
  'ioasid-any-callers': { ...IOASID_SCOPE, families: [], callers: 'any' },
} as const satisfies Readonly<Record<string, IoasidScope>>;
