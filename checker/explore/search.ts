import type { Words } from '../codec/words.js';
import { Column, StateWords } from './columns.js';
import { type SeenStates, SeenTable, seenStates } from './seen.js';
import type { Sink, System } from './system.js';
import { BEYOND, type Graph, Transitions } from './transitions.js';

/** How to search. */
export interface SearchOptions {
  /** Whether states are compared word by word, and not by their fingerprints. */
  readonly exact?: boolean;
  /** The most bytes that tables may take; a search that needs more stops and is undecided. */
  readonly memoryBytes?: number;
  /** The most levels to look at; the first state is level 1. A deeper search stops, undecided. */
  readonly depthMax?: number;
  /** Whether all transitions are kept for `graph`, and all words, by which states are compared. */
  readonly keepsGraph?: boolean;
}

/** What a search has done so far. */
export interface Counts {
  /** Different states found. */
  readonly distinct: number;
  /** States reached by any transition, known ones and the first state included. */
  readonly generated: number;
  /** Levels of the breadth-first tree found; the first state is level 1. */
  readonly depth: number;
  /** Transitions not followed, because they would pass a bound. */
  readonly cuts: number;
  /** States found and not yet searched from. */
  readonly queued: number;
}

/** A broken claim, with the transitions that lead to it: none in a shorter trace breaks any. */
export interface Broken<Finding> {
  readonly finding: Finding;
  /** The labels of the transitions, the last of which breaks the claim. */
  readonly path: readonly number[];
}

/** What came of a search. */
export interface Exploration<Finding> extends Counts {
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** Whether every state was searched from; cuts aside, which are counted. */
  readonly complete: boolean;
  /** Why it is undecided. */
  readonly stoppedBy?: 'memory' | 'depth' | 'interruption';
  readonly violation?: Broken<Finding>;
  /** How likely it is at most that two states were taken for one. */
  readonly collisionOdds: number;
  /** Bytes of all tables at the end, those of the system included. */
  readonly bytes: number;
}

const NO_PARENT = 0xffff_ffff;

/** What a search keeps besides, if it is asked for the graph. */
interface KeptGraph {
  readonly transitions: Transitions;
  readonly index: SeenTable;
}

/**
 * A breadth-first search that is made in slices, so that its holder can show progress and stop it.
 * The order of states depends on the system alone, and so do all answers.
 */
export class Search<Finding> implements Sink<Finding> {
  readonly after: Words;
  private readonly system: System<Finding>;
  private readonly options: SearchOptions;
  private readonly states: StateWords;
  private readonly seen: SeenStates;
  private readonly kept: KeptGraph | undefined;
  private readonly parents = new Column();
  private readonly labels = new Column();
  private readonly before: Words;
  private current = NO_PARENT;
  private next = 0;
  private levelEnd = 1;
  private expandedLevel = 0;
  private distinct = 0;
  private generated = 0;
  private cuts = 0;
  private depth = 0;
  private broken: Broken<Finding> | undefined;
  private stoppedBy: 'memory' | 'depth' | undefined;

  constructor(system: System<Finding>, options: SearchOptions = {}) {
    this.system = system;
    this.options = options;
    const { size } = system;
    this.states = new StateWords(size);
    if (options.keepsGraph === true) {
      this.kept = { transitions: new Transitions(), index: new SeenTable(this.states) };
    }
    this.seen =
      this.kept?.index ?? seenStates(size, options.exact === true ? this.states : undefined);
    this.after = new Int32Array(size.words);
    this.before = new Int32Array(size.words);
    system.begin(this);
  }

  /** Searches from at most so many more states; answers whether any are left. */
  advance(states: number): boolean {
    const { system, before } = this;
    for (let count = 0; count < states; count++) {
      if (this.isStopped() || this.next === this.distinct) break;
      if (this.next === this.levelEnd || this.next === 0) this.enterLevel();
      if (this.isStopped()) break;
      this.current = this.next;
      this.kept?.transitions.nextState();
      const length = this.states.read(this.current, before);
      system.successors(before, length, this);
      this.next += 1;
    }
    return !this.isStopped() && this.next < this.distinct;
  }

  emit(length: number, label: number): boolean {
    if (this.isStopped()) return false;
    this.generated += 1;
    const { kept } = this;
    const isKnown = this.seen.isKnown(this.after, length);
    if (isKnown && kept === undefined) return false;
    if (!this.hasRoom()) {
      this.stoppedBy = 'memory';
      return false;
    }
    // No transition leads to the first state.
    if (kept !== undefined && this.current !== NO_PARENT) {
      kept.transitions.add(isKnown ? kept.index.found : this.distinct, label);
    }
    if (isKnown) return false;
    this.seen.add(this.distinct);
    this.states.push(this.after, length);
    this.parents.push(this.current);
    this.labels.push(label);
    this.distinct += 1;
    this.depth = this.expandedLevel + 1;
    return true;
  }

  cut(label: number): void {
    this.cuts += 1;
    this.kept?.transitions.add(BEYOND, label);
  }

  violated(finding: Finding, label: number): void {
    if (this.isStopped()) return;
    const isFirst = this.current === NO_PARENT;
    this.broken = { finding, path: isFirst ? [] : [...this.pathTo(this.current), label] };
  }

  /** States of the level that is searched from, or at its end of the next one, that are not done yet. */
  get leftInLevel(): number {
    return (this.next < this.levelEnd ? this.levelEnd : this.distinct) - this.next;
  }

  /** The labels of the transitions on a shortest way to a state, by its index. */
  pathTo(index: number): number[] {
    const path: number[] = [];
    for (let at = index; this.parents.at(at) !== NO_PARENT; at = this.parents.at(at)) {
      path.push(this.labels.at(at));
    }
    return path.reverse();
  }

  /** Whether a state, given by its words, was reached. */
  isReached(words: Words, length: number): boolean {
    return this.seen.isKnown(words, length);
  }

  /** Every transition made, if it was told to keep them and has come to its end. */
  graph(): Graph {
    const { kept } = this;
    if (kept === undefined || this.isStopped() || this.next < this.distinct) {
      throw new Error('checker: expected a search to its end that keeps its graph');
    }
    return kept.transitions.graph();
  }

  /** Copies the words of a state out, by its number in the graph, and answers their length. */
  read(index: number, into: Words): number {
    return this.states.read(index, into);
  }

  /** What was done so far. */
  counts(): Counts {
    const { distinct, generated, depth, cuts } = this;
    return { distinct, generated, depth, cuts, queued: distinct - this.next };
  }

  /** What came of it. A search that could go on is taken as interrupted. */
  report(): Exploration<Finding> {
    const { broken: violation } = this;
    const complete = !this.isStopped() && this.next === this.distinct;
    const stoppedBy = this.stoppedBy ?? 'interruption';
    const found = violation === undefined ? {} : { violation };
    return {
      verdict: violation !== undefined ? 'violated' : complete ? 'holds' : 'undecided',
      complete,
      ...(complete || violation !== undefined ? found : { stoppedBy }),
      ...this.counts(),
      collisionOdds: this.seen.odds(this.distinct),
      bytes: this.bytes(),
    };
  }

  private isStopped(): boolean {
    return this.broken !== undefined || this.stoppedBy !== undefined;
  }

  private enterLevel(): void {
    if (this.expandedLevel === this.options.depthMax) {
      this.stoppedBy = 'depth';
      return;
    }
    this.expandedLevel += 1;
    this.levelEnd = this.distinct;
    // Without their fingerprints, states are compared with all words seen, so those stay.
    const { exact, keepsGraph } = this.options;
    if (exact !== true && keepsGraph !== true) this.states.releaseBefore(this.next);
  }

  private bytes(): number {
    const { seen, states, parents, labels, kept } = this;
    const graph = kept?.transitions.bytes ?? 0;
    const tables = seen.bytes + states.bytes + parents.bytes + labels.bytes + graph;
    return tables + (this.system.bytes ?? 0);
  }

  private hasRoom(): boolean {
    const { memoryBytes } = this.options;
    if (memoryBytes === undefined) return true;
    const { seen, states, parents, labels, kept } = this;
    const more = seen.nextBytes + states.nextBytes + parents.nextBytes + labels.nextBytes;
    return this.bytes() + more + (kept?.transitions.nextBytes ?? 0) <= memoryBytes;
  }
}

/** Searches to the end in one go. */
export function explore<Finding>(
  system: System<Finding>,
  options: SearchOptions = {},
): Exploration<Finding> {
  const search = new Search(system, options);
  while (search.advance(Number.MAX_SAFE_INTEGER));
  return search.report();
}
