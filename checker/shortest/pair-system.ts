import type { Pair, Snapshots } from '#declaration';
import type { Words } from '../codec/words.js';
import type { Sink, StateSize, System } from '../explore/system.js';

/**
 * A pair as a system to be searched. With snapshots, a state is what both sides save, and sequences
 * that lead to the same are merged. Without, a state is the sequence of commands itself: the tree of
 * all sequences is enumerated, each made again from reset, and nothing is merged.
 *
 * `lengthMax` bounds the sequences of a pair without snapshots.
 */
export function systemOfPair<Finding>(pair: Pair<Finding>, lengthMax: number): System<Finding> {
  return pair.snapshots === undefined
    ? new SequenceTree(pair, lengthMax)
    : new MergedPair(pair, pair.snapshots);
}

/** Pairs of states, merged where everything saved is the same. */
class MergedPair<Finding> implements System<Finding> {
  readonly size: StateSize;
  private readonly pair: Pair<Finding>;
  private readonly snapshots: Snapshots;

  constructor(pair: Pair<Finding>, snapshots: Snapshots) {
    this.pair = pair;
    this.snapshots = snapshots;
    this.size = { words: snapshots.wordsMax };
  }

  begin(sink: Sink<Finding>): void {
    const finding = this.pair.reset();
    sink.emit(this.snapshots.save(sink.after), 0);
    if (finding !== undefined) sink.violated(finding, 0);
  }

  successors(state: Words, _length: number, sink: Sink<Finding>): void {
    const { pair, snapshots } = this;
    snapshots.restore(state);
    for (const command of pair.cut?.() ?? []) sink.cut(command);
    for (const command of pair.commands()) {
      snapshots.restore(state);
      const finding = pair.give(command);
      if (finding !== undefined) {
        sink.violated(finding, command);
        return;
      }
      sink.emit(snapshots.save(sink.after), command);
    }
  }
}

/** Sequences of commands, each a state of its own. */
class SequenceTree<Finding> implements System<Finding> {
  readonly size: StateSize;
  private readonly pair: Pair<Finding>;

  constructor(pair: Pair<Finding>, lengthMax: number) {
    this.pair = pair;
    this.size = { words: lengthMax };
  }

  begin(sink: Sink<Finding>): void {
    const finding = this.pair.reset();
    sink.emit(0, 0);
    if (finding !== undefined) sink.violated(finding, 0);
  }

  successors(sequence: Words, length: number, sink: Sink<Finding>): void {
    this.makeAgain(sequence, length);
    for (const command of this.pair.commands()) {
      this.makeAgain(sequence, length);
      const finding = this.pair.give(command);
      if (finding !== undefined) {
        sink.violated(finding, command);
        return;
      }
      // A sequence of the greatest length is not gone on from.
      if (length === this.size.words) continue;
      for (let at = 0; at < length; at++) sink.after[at] = sequence[at]!;
      sink.after[length] = command;
      sink.emit(length + 1, command);
    }
  }

  private makeAgain(sequence: Words, length: number): void {
    this.pair.reset();
    for (let at = 0; at < length; at++) this.pair.give(sequence[at]!);
  }
}
