import type { Counterpart } from '#declaration';
import type { LinearMemory } from './linear-memory.js';

/** A gap and a value for each word of memory that is not as it was booted; small scopes need fewer. */
const CHANGED_WORDS_MAX = 512;

/** How a module is put back to where it was: its memory, as the words of a searched state. */
export function memoryWords(
  memory: LinearMemory,
): Pick<Counterpart<never, never, never, never>, 'wordsMax' | 'save' | 'restore'> {
  return {
    wordsMax: 1 + 2 * CHANGED_WORDS_MAX,
    save(into, at) {
      let end = at + 1;
      memory.save((gap, value) => {
        into[end++] = gap;
        into[end++] = value;
      });
      // A typed array drops what is written past its end.
      if (end > into.length) {
        throw new Error(
          `kernel: expected at most ${CHANGED_WORDS_MAX} words that differ from the booted ones, saw ${(end - at - 1) / 2}; raise CHANGED_WORDS_MAX`,
        );
      }
      into[at] = end;
      return end;
    },
    restore(words, at) {
      const end = words[at]!;
      let next = at + 1;
      memory.load(() => {
        if (next >= end) return undefined;
        const change = { gap: words[next]!, value: words[next + 1]! };
        next += 2;
        return change;
      });
    },
  };
}
