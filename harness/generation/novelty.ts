import type { Trace } from '../command.js';

/** The shortest sequence that showed something, and how often that was met or begun with. */
interface Entry {
  trace: Trace;
  hits: number;
}

/** Entries that are looked at for each choice; the rarest of them is taken. */
const LOOKED_AT = 3;

/**
 * What the runs of one unit have shown, each feature with the shortest sequence of commands that
 * shows it. A feature is a state class, the call made in it and its answer.
 */
export class Corpus {
  readonly #byFeature = new Map<string, Entry>();
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /** Notes what the last command of a run so far has shown. */
  note(feature: string, trace: Trace): void {
    const known = this.#byFeature.get(feature);
    if (known === undefined) {
      const entry = { trace: [...trace], hits: 1 };
      this.#byFeature.set(feature, entry);
      this.#entries.push(entry);
      return;
    }
    known.hits += 1;
    if (trace.length < known.trace.length) known.trace = [...trace];
  }

  /** A sequence that shows something rare. */
  pick(draw: number): Trace {
    let best: Entry | undefined;
    for (let look = 0, rest = draw; look < LOOKED_AT; look += 1) {
      const entry = this.#entries[rest % this.#entries.length]!;
      if (best === undefined || entry.hits < best.hits) best = entry;
      rest = (Math.imul(rest, 0x9e3779b1) ^ (rest >>> 11)) >>> 0;
    }
    best!.hits += 1;
    return best!.trace;
  }
}
