import { type ActionKind, actions } from '#model';
import { CARELESS, type Draws, type Edit, type Omitted, type RunDraws } from '../arbitraries.js';
import type { Command, Trace } from '../command.js';
import type { Corpus } from './novelty.js';

/** What a run does next: a command again, or what draws mean where they are resolved. */
export type Move =
  | { readonly command: Command }
  | { readonly draws: Draws; readonly omitted: Omitted };

/**
 * The moves that the draws of a run stand for: all drawn anew, or after one of the beginnings, or a
 * known sequence changed.
 */
export function movesOf(
  drawn: RunDraws,
  corpus: Corpus,
  beginnings: readonly Trace[],
): readonly Move[] {
  const { edit, commands, omitted, start } = drawn;
  const fresh = commands.map((draws): Move => ({ draws, omitted }));
  if (start !== undefined && beginnings.length > 0) {
    return [...beginnings[start % beginnings.length]!.map((command) => ({ command })), ...fresh];
  }
  if (corpus.size === 0 || edit === undefined) return fresh;
  const trace = corpus.pick(edit.entry);
  return [...changed(trace, fresh, edit, corpus), ...fresh.slice(INSERTED_MAX)];
}

/** As many draws at most are put in between. */
const INSERTED_MAX = 3;
/** As many commands at most are left out. */
const DELETED_MAX = 3;

function changed(
  trace: Trace,
  fresh: readonly Move[],
  { how, at, size, entry }: Edit,
  corpus: Corpus,
): readonly Move[] {
  const moves = trace.map((command): Move => ({ command }));
  const place = at % (moves.length + 1);
  switch (how) {
    case 'extend':
      return moves;
    case 'insert':
      return moves.toSpliced(place, 0, ...fresh.slice(0, 1 + (size % INSERTED_MAX)));
    case 'delete':
      return moves.toSpliced(place, 1 + (size % DELETED_MAX));
    case 'splice': {
      const other = corpus.pick(size ^ entry);
      const from = size % (other.length + 1);
      return [...moves.slice(0, place), ...other.slice(from).map((command): Move => ({ command }))];
    }
    case 'retarget': {
      const last = place % moves.length;
      const { kind } = trace[last]!.action;
      const draws = { kind: 0, args: size, fault: 0, care: CARELESS };
      return moves.with(last, { draws, omitted: allBut(kind) });
    }
  }
}

/** Every kind but one, so that draws mean that one, if it can be called at all. */
function allBut(kind: ActionKind): Omitted {
  let others = omittedFor.get(kind);
  if (others === undefined) {
    others = new Set(actions.map((action) => action.kind).filter((other) => other !== kind));
    omittedFor.set(kind, others);
  }
  return others;
}

const omittedFor = new Map<ActionKind, Omitted>();
