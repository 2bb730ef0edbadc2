/** Writes whole numbers from 0 to 2^32-1 as little-endian groups of seven bits. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  begin(): void {
    this.#length = 0;
  }

  integer(value: number): void {
    if (this.#length + 5 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what a ByteWriter wrote. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  integer(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const group = this.#bytes[this.#position++];
      if (group === undefined) throw new Error('kernel snapshot: expected a number, saw the end');
      value += (group & 0x7f) * scale;
      if (group <= 0x7f) return value;
      scale *= 0x80;
    }
  }
}
