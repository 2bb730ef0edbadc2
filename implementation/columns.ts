/** A column that is twice as long, with the same content. */
export function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}

/** The same for a column of numbers that take all 32 bits. */
export function doubledUnsigned(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}

/** What becomes of each number of a column, in a list; `Array.from` would walk it by an iterator. */
export function listOf<Item>(
  numbers: Int32Array | Uint32Array,
  itemOf: (number: number, index: number) => Item,
): Item[] {
  const items: Item[] = [];
  for (let i = 0; i < numbers.length; i++) items.push(itemOf(numbers[i]!, i));
  return items;
}

// Sorting a typed array begins with a copy of it, which for a few numbers costs more than the sorting.
const SHORT = 16;

/** Puts numbers into rising order where they are. */
export function sortRising(numbers: Float64Array | Uint32Array): void {
  if (numbers.length > SHORT) {
    numbers.sort();
    return;
  }
  for (let end = 1; end < numbers.length; end++) {
    const number = numbers[end]!;
    let at = end;
    for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!;
    numbers[at] = number;
  }
}
