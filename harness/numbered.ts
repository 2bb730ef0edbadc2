/** Plain values by number, from 0 on in the order in which they come; equal ones are kept once. */
export class Numbered<T> {
  readonly #keyOf: (value: T) => string;
  readonly #values: T[] = [];
  readonly #numbers = new Map<string, number>();
  #last: { readonly value: T; readonly number: number } | undefined;

  /** Values with the same key are equal. */
  constructor(keyOf: (value: T) => string = JSON.stringify) {
    this.#keyOf = keyOf;
  }

  /** The number of a value, a new one if no equal value came before. */
  numberOf(value: T): number {
    // Often the very same comes many times in turn.
    if (this.#last !== undefined && this.#last.value === value) return this.#last.number;
    const key = this.#keyOf(value);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#values.length;
      this.#values.push(value);
      this.#numbers.set(key, number);
    }
    this.#last = { value, number };
    return number;
  }

  /** The value of a number. */
  at(number: number): T {
    return this.#values[number]!;
  }
}
