import { isDeepStrictEqual } from 'node:util';
import {
  type ArgumentResults,
  type CellAt,
  type CellResult,
  cellsInOrder,
  type FlipResult,
  flipResultOf,
  flipsInOrder,
  isAsSaid,
  LETTERS,
  resultOf,
} from '#harness';
import { argument, type ClaimId } from '#model';
import { readResults, writeResults } from '../argument/stored.js';
import { brokenBy, rowOf, verdictText } from '../argument/text.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `claims`. */
export interface ClaimsOptions extends ReportOptions {
  readonly record?: boolean;
  readonly check?: boolean;
}

/**
 * `claims`: both tables of the argument, every cell decided anew. `--record` keeps the answers for the
 * book; `--check` compares them with those that are kept.
 */
export async function claimsCommand(terminal: Terminal, options: ClaimsOptions): Promise<number> {
  const kept = options.check === true ? readResults() : undefined;
  const results = decideAll(terminal);
  if (options.record === true) await writeResults(results);

  const claims = claimResults(results, kept);
  const flips = results.flips.map((flip) => flipResult(flip, kept));
  return publish(
    terminal,
    { command: 'claims', what: 'results', results: [...claims, ...flips], totals: LEGEND },
    options,
  );
}

/** What the short answers mean. */
const LEGEND = {
  text: 'holds N: in N states (of two machines compared: pairs of sets of states); shown N: reached in N steps; refuted N: by N steps, and no fewer; never N: not reached in N states',
  json: {},
};

function decideAll(terminal: Terminal): ArgumentResults {
  const claims = cellsInOrder.map((at) => {
    terminal.progress(`claims: ${nameOf(at)}`);
    return resultOf(at);
  });
  const flips = flipsInOrder.map((flip) => {
    terminal.progress(`claims: ${flip.name}`);
    return flipResultOf(flip);
  });
  terminal.progressDone();
  return { claims, flips };
}

const nameOf = ({ claim, design, cell }: CellAt): string =>
  [claim, design, cell.case].filter((part) => part !== undefined).join(' ');

/** One result for each claim: its row, and below it each cell. */
function claimResults(
  { claims }: ArgumentResults,
  kept: ArgumentResults | undefined,
): readonly Result[] {
  const ids = Object.keys(argument) as ClaimId[];
  const rows = ids.map((id) =>
    rowOf(claims.filter(({ claim }) => claim === id)).map((cell, at) => `${LETTERS[at]} ${cell}`),
  );
  return ids.map((id, row) => {
    const cells = claims.flatMap((result, index) =>
      result.claim === id ? [{ result, at: cellsInOrder[index]! }] : [],
    );
    const lines = cells.map(({ result, at }) => judged(result, at, kept));
    return {
      name: id,
      verdict: worst(lines.map(({ verdict }) => verdict)),
      summary: aligned(rows, row),
      details: lines.map(({ text }) => `       ${text}`),
      json: { said: argument[id].said, cells: cells.map(({ result }) => result) },
    };
  });
}

/** Whether the answer of a cell is what was said of it, and what is kept. */
function judged(
  result: CellResult,
  { cell }: CellAt,
  kept: ArgumentResults | undefined,
): { readonly verdict: Result['verdict']; readonly text: string } {
  const which = cell.case === undefined ? '' : ` (${cell.case})`;
  const base = `${result.design}${which}: ${verdictText(result)}`;
  if (result.verdict === 'undecided') {
    return { verdict: 'undecided', text: `${base}: ${result.reason}` };
  }
  const before = kept?.claims.find(
    (each) =>
      each.claim === result.claim && each.design === result.design && each.case === result.case,
  );
  if (kept !== undefined && !isDeepStrictEqual(before, result)) {
    const was = before === undefined ? 'nothing' : verdictText(before);
    return {
      verdict: 'violated',
      text: `${base}, and docs/results.json has ${was}. Next: npx pasid-verify claims --record`,
    };
  }
  if (!isAsSaid(cell, result)) {
    const due = cell.finding === undefined ? `expected ${cell.expected}` : 'and no finding is due';
    return {
      verdict: 'violated',
      text: `${base}, ${due}. Next: say in model/claims/ what it means`,
    };
  }
  return { verdict: 'holds', text: cell.finding === undefined ? base : `${base}. ${cell.finding}` };
}

function worst(verdicts: readonly Result['verdict'][]): Result['verdict'] {
  return (['violated', 'undecided'] as const).find((each) => verdicts.includes(each)) ?? 'holds';
}

function aligned(rows: readonly (readonly string[])[], row: number): string {
  return rows[row]!.map((cell, column) =>
    cell.padEnd(Math.max(...rows.map((each) => each[column]!.length))),
  )
    .join('  ')
    .trimEnd();
}

/** One result for each switch: what it breaks. */
function flipResult(flip: FlipResult, kept: ArgumentResults | undefined): Result {
  const broken = brokenBy(flip);
  const silent = flip.cells.filter(({ isSpokenOf }) => !isSpokenOf).length;
  const breaks = broken.length === 0 ? 'breaks nothing' : `breaks ${broken.join(', ')}`;
  const known = kept?.flips.find((each) => each.flip === flip.flip);
  const isKept = kept === undefined || isDeepStrictEqual(known, flip);
  const isDecided = flip.verdict !== 'undecided';
  return {
    name: flip.flip,
    verdict: isDecided ? (isKept ? 'holds' : 'violated') : 'undecided',
    summary: `${breaks}; ${flip.cells.length - broken.length - silent} properties hold in ${flip.states} states, ${silent} speak of nothing there`,
    details: isKept
      ? []
      : ['       docs/results.json says otherwise. Next: npx pasid-verify claims --record'],
    json: { states: flip.states, cells: flip.cells },
  };
}
