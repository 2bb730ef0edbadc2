import { kindsDrawn } from '../kinds.js';
import type { ModelGraph } from '../model-graph.js';

/** What stands in words for each kind of calls: its number, the number of its first call, how many there are. */
export const KIND_WORDS = 3;

/**
 * What can be called in the states that walks came through, kind by kind, in one column of numbers: how
 * many kinds, then the words of each.
 */
export class Junctions {
  /** Read anew after each `of`: it is another one when it has grown. */
  words = new Int32Array(2 ** 12);
  readonly #graph: ModelGraph;
  /** By state: where its words begin; 0: nobody came there. */
  #starts = new Int32Array(2 ** 10);
  #end = 1;

  constructor(graph: ModelGraph) {
    this.#graph = graph;
  }

  /** Where the words of a state begin. */
  of(state: number): number {
    const known = this.#starts[state] ?? 0;
    return known === 0 ? this.#make(state) : known;
  }

  #make(state: number): number {
    const { table } = this.#graph;
    const list = this.#graph.listOf(state);
    const end = list + 1 + table.lengthOf(list);
    const found: number[] = [];
    for (let call = list + 1; call < end; ) {
      const { kind } = this.#graph.known.actionOf(call);
      const first = call;
      // Calls of one kind follow each other.
      do call += 1;
      while (call < end && this.#graph.known.actionOf(call).kind === kind);
      const number = kindsDrawn.findIndex((drawn) => drawn === kind);
      if (number !== -1) found.push(number, first, call - first);
    }
    const start = this.#end;
    this.#end += 1 + found.length;
    this.words = grown(this.words, this.#end);
    this.words[start] = found.length / KIND_WORDS;
    this.words.set(found, start + 1);
    this.#starts = grown(this.#starts, state + 1);
    this.#starts[state] = start;
    return start;
  }
}

/** A column that has room for so many numbers, with the same content. */
export function grown(column: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= column.length) return column;
  const larger = new Int32Array(Math.max(length, 2 * column.length));
  larger.set(column);
  return larger;
}
