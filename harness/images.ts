import type { BrokenClaim, Sink, System } from '#checker';

/** A search of both sides, and how many different states it has found on either side alone. */
export interface ImageCount {
  readonly system: System<BrokenClaim>;
  /** Snapshots of the target. */
  readonly images: () => number;
  /** States of the model. */
  readonly states: () => number;
}

/**
 * Counts both sides of a product. A target with fewer snapshots than the model has states forgets
 * something; with more it remembers what the model does not.
 */
export function countImages(product: System<BrokenClaim>): ImageCount {
  const [states, images] = [new NumberSet(), new NumberSet()];
  const noting = (sink: Sink<BrokenClaim>): Sink<BrokenClaim> => ({
    after: sink.after,
    emit(length, label) {
      const isNew = sink.emit(length, label);
      if (isNew) {
        states.add(sink.after[0]!);
        images.add(sink.after[1]!);
      }
      return isNew;
    },
    cut: (label) => sink.cut(label),
    violated: (finding, label) => sink.violated(finding, label),
  });
  const system: System<BrokenClaim> = {
    size: product.size,
    get bytes() {
      return (product.bytes ?? 0) + states.bytes + images.bytes;
    },
    begin: (sink) => product.begin(noting(sink)),
    successors: (words, length, sink) => product.successors(words, length, noting(sink)),
  };
  return { system, images: () => images.size, states: () => states.size };
}

/** A set of numbers that come in about the order of counting. */
class NumberSet {
  size = 0;
  #bits = new Int32Array(64);

  get bytes(): number {
    return this.#bits.byteLength;
  }

  add(number: number): void {
    const word = number >>> 5;
    if (word >= this.#bits.length) {
      const larger = new Int32Array(Math.max(word + 1, 2 * this.#bits.length));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    const bit = 1 << (number & 31);
    if ((this.#bits[word]! & bit) !== 0) return;
    this.#bits[word]! |= bit;
    this.size += 1;
  }
}
