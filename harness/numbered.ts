/** Plain values by number, from 0 on in the order in which they come; equal ones are kept once. */
export class Numbered<T> {
  readonly #values: T[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of a value, a new one if no equal value came before. */
  numberOf(value: T): number {
    const key = JSON.stringify(value);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#values.length;
      this.#values.push(value);
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** The value of a number. */
  at(number: number): T {
    return this.#values[number]!;
  }
}
