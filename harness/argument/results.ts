import { POLICIES, type Policy } from '#contract';
import { type Cell, type ClaimId, claimCells, FLIPS, type Letter } from '#model';
import { type Decision, decide } from './decide.js';
import { decideFlip, type FlipDecision } from './flips.js';

/** The letters of the designs, in the order of the table. */
export const LETTERS = ['V', 'S', 'G', 'C', 'M'] as const satisfies readonly Letter[];

/** Where a cell is: claims have a row, designs a column, and a design can be asked more than once. */
export interface CellAt {
  readonly claim: ClaimId;
  readonly design: Letter;
  readonly cell: Cell;
}

/** Every cell of the table of claims, in reading order. */
export const cellsInOrder: readonly CellAt[] = Object.entries(claimCells).flatMap(
  ([claim, designs]) =>
    LETTERS.flatMap((design) =>
      designs[design].map((cell) => ({ claim: claim as ClaimId, design, cell })),
    ),
);

/** What was found for one cell, as it is kept. */
export interface CellResult extends Decision {
  readonly claim: string;
  readonly design: string;
  readonly case?: string;
}

/** What was found for one flipped switch, as it is kept. */
export interface FlipResult extends FlipDecision {
  readonly flip: string;
}

/** Both tables of the argument. */
export interface ArgumentResults {
  readonly claims: readonly CellResult[];
  readonly flips: readonly FlipResult[];
}

/** Decides one cell. */
export function resultOf({ claim, design, cell }: CellAt): CellResult {
  const which = cell.case === undefined ? {} : { case: cell.case };
  return { claim, design, ...which, ...decide(cell) };
}

/** The reference, unflipped, and every switch of it flipped alone. */
export const flipsInOrder: readonly { readonly name: string; readonly policy: Policy }[] = [
  { name: 'reference', policy: POLICIES.reference },
  ...FLIPS,
];

/** Decides one flipped switch. */
export function flipResultOf({ name, policy }: (typeof flipsInOrder)[number]): FlipResult {
  return { flip: name, ...decideFlip(policy) };
}

/** Whether an answer is what was expected, or what a finding says it is instead. */
export function isAsSaid({ expected, finding }: Cell, { verdict }: Decision): boolean {
  if (expected === undefined || verdict === expected) return finding === undefined;
  return finding !== undefined;
}
