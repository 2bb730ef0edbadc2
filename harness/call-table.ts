/**
 * Calls in states of the model by number, from 1 on, and what each comes to once somebody made it. All of
 * it is numbers, `LANES` of them for each call, in pages: growing copies nothing, and reading allocates
 * nothing. Calls of one state stand side by side as a list, before which stands how many they are:
 *
 *     list   | calls, cuts |             a number below that of its first call
 *     calls  | label, faults, outcome, after, observers, broken, failing, isGranted | ...
 *     cuts   | label | ...
 */
export class CallTable {
  readonly #pages: Int32Array[] = [];
  /** Nothing has the number 0, so that a word of 0 can say that there is none. */
  #count = 1;

  /** Bytes taken now. */
  get bytes(): number {
    return this.#pages.length * PAGE_WORDS * Int32Array.BYTES_PER_ELEMENT;
  }

  /** One more than the greatest number given. */
  get count(): number {
    return this.#count;
  }

  /** A new list of calls, none of which was made. */
  list(labels: readonly number[], faults: readonly number[], cuts: readonly number[]): number {
    const list = this.#push(labels.length, cuts.length);
    for (let at = 0; at < labels.length; at += 1) this.add(labels[at]!, faults[at]!);
    for (const cut of cuts) this.add(cut, 0);
    return list;
  }

  /** A new call that stands in no list. */
  add(label: number, faults: number): number {
    return this.#push(label, faults);
  }

  /** How many calls stand in a list, from the number after its own on. */
  lengthOf(list: number): number {
    return this.#at(list, LABEL);
  }

  /** The labels of what is past a bound. */
  cutsOf(list: number): readonly number[] {
    const first = list + 1 + this.#at(list, LABEL);
    const cuts: number[] = [];
    for (let at = 0; at < this.#at(list, FAULTS); at += 1) cuts.push(this.#at(first + at, LABEL));
    return cuts;
  }

  labelOf(call: number): number {
    return this.#at(call, LABEL);
  }

  /** The number of its failures. */
  faultsOf(call: number): number {
    return this.#at(call, FAULTS);
  }

  /** Whether somebody made it, so that all below are known. */
  isMade(call: number): boolean {
    return this.#at(call, OUTCOME) !== 0;
  }

  /** The number of its outcome. */
  outcomeOf(call: number): number {
    return this.#at(call, OUTCOME) - 1;
  }

  /** The number of the state after it. */
  afterOf(call: number): number {
    return this.#at(call, AFTER);
  }

  /** The number of what observers say after it. */
  observersOf(call: number): number {
    return this.#at(call, OBSERVERS);
  }

  /** The number of the claim that it breaks. */
  brokenOf(call: number): number {
    return this.#at(call, BROKEN);
  }

  /** Whether somebody asked if the model grants it, so that this is known. */
  isTried(call: number): boolean {
    return this.#at(call, IS_GRANTED) !== 0;
  }

  /** Whether the model does what is asked, without a warning. */
  isGranted(call: number): boolean {
    return this.#at(call, IS_GRANTED) === GRANTED;
  }

  /** Notes whether the model grants a call. */
  try(call: number, isGranted: boolean): void {
    const page = this.#pages[call >>> CALL_BITS]!;
    page[((call & CALL_MASK) << LANE_BITS) + IS_GRANTED] = isGranted ? GRANTED : NOT_GRANTED;
  }

  /** Notes what a call comes to. */
  make(call: number, made: MadeWords): void {
    const page = this.#pages[call >>> CALL_BITS]!;
    const at = (call & CALL_MASK) << LANE_BITS;
    page[at + OUTCOME] = made.outcome + 1;
    page[at + AFTER] = made.after;
    page[at + OBSERVERS] = made.observers;
    page[at + BROKEN] = made.broken;
  }

  /** The list of the same call with failures: 0 where nobody asked for it. */
  failingOf(call: number): number {
    return this.#at(call, FAILING);
  }

  /** Notes the list of the same call with failures. */
  fail(call: number, list: number): void {
    this.#pages[call >>> CALL_BITS]![((call & CALL_MASK) << LANE_BITS) + FAILING] = list;
  }

  #at(call: number, lane: number): number {
    return this.#pages[call >>> CALL_BITS]![((call & CALL_MASK) << LANE_BITS) + lane]!;
  }

  #push(first: number, second: number): number {
    const call = this.#count;
    this.#count += 1;
    if (call >>> CALL_BITS === this.#pages.length) this.#pages.push(new Int32Array(PAGE_WORDS));
    const page = this.#pages[call >>> CALL_BITS]!;
    const at = (call & CALL_MASK) << LANE_BITS;
    page[at + LABEL] = first;
    page[at + FAULTS] = second;
    return call;
  }
}

/** What a call comes to, by numbers. */
export interface MadeWords {
  readonly outcome: number;
  readonly after: number;
  readonly observers: number;
  readonly broken: number;
}

const LANE_BITS = 3;
/** In bytes, what a call takes. */
export const CALL_BYTES = Int32Array.BYTES_PER_ELEMENT << LANE_BITS;
const [LABEL, FAULTS, OUTCOME, AFTER, OBSERVERS, BROKEN, FAILING, IS_GRANTED] = [
  0, 1, 2, 3, 4, 5, 6, 7,
] as const;

const [NOT_GRANTED, GRANTED] = [1, 2] as const;

const CALL_BITS = 13;
const CALL_MASK = (1 << CALL_BITS) - 1;
const PAGE_WORDS = 1 << (CALL_BITS + LANE_BITS);
