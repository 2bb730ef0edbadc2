import type { Violation } from '#declaration';
import type { NUMBERS_SCOPES, NumbersStep } from '../numbers/index.js';
import type { ModelStep } from '../properties.js';
import type { Stage } from './stage.js';

/** The designs that the argument is between, by the letters of its tables. */
export type Letter = 'V' | 'S' | 'G' | 'C' | 'M';

/** What a claim about steps finds in one of them; nothing: the claim does not speak of such a step. */
export type Judgement = 'kept' | Violation | undefined;

/** What is so after a step, in words, if it is what is looked for. */
export type Reached = (step: ModelStep) => string | undefined;

/** What is asked of a stage, in the form in which a search can answer it. */
export type Question =
  /** True of every step that can be made; it has to speak of one at least. */
  | {
      readonly kind: 'always';
      readonly stage: Stage;
      readonly judge: (step: ModelStep) => Judgement;
    }
  /** True of some step that can be made. */
  | {
      readonly kind: 'reachable';
      readonly stage: Stage;
      readonly reached: Reached;
    }
  /** All that is seen of the one machine can be seen of the other, too. */
  | { readonly kind: 'included'; readonly one: Seen; readonly other: Seen }
  /** The same two of the machine that decides where a number has to be unique. */
  | {
      readonly kind: 'always-of-numbers';
      readonly space: NumbersSpace;
      readonly judge: (step: NumbersStep) => Judgement;
    }
  | {
      readonly kind: 'included-of-numbers';
      readonly one: NumbersSpace;
      readonly other: NumbersSpace;
      readonly label: (step: NumbersStep) => string | undefined;
      /** There if no device refuses an open by itself, so that who is refused lacks a number. */
      readonly isUnfailing?: true;
    }
  | { readonly kind: 'not-applicable'; readonly reason: string };

/** Where numbers are unique, and what puts them into work. */
export type NumbersSpace = keyof typeof NUMBERS_SCOPES;

/** A machine by name, and what is seen of each of its steps; nothing: the step is hidden. */
export interface Seen {
  readonly name: string;
  readonly stage: Stage;
  readonly label: (step: ModelStep) => string | undefined;
}

/** One cell of the table of claims: what a claim comes to in one design. */
export interface Cell {
  /** Which case it is, where a design is asked more than once. */
  readonly case?: string;
  /** What is asked, in a sentence that the answer makes true or false. */
  readonly statement: string;
  /** What the mails say, or those who read them expected; absent: nobody said. */
  readonly expected?: 'holds' | 'refuted';
  /** What it means that the answer is another one; there if, and only if, it is. */
  readonly finding?: string;
  readonly question: Question;
}

/** One claim of the mails, put to every design. */
export type ClaimCells = Readonly<Record<Letter, readonly [Cell, ...Cell[]]>>;

/** What a cell says besides its question. */
type Asked = Omit<Cell, 'question'>;

/** A cell that asks whether something is true of every step. */
export const always = (
  stage: Stage,
  judge: (step: ModelStep) => Judgement,
  asked: Asked,
): Cell => ({
  ...asked,
  question: { kind: 'always', stage, judge },
});

/** A cell that asks whether something can happen. */
export const reachable = (stage: Stage, reached: Reached, asked: Asked): Cell => ({
  ...asked,
  question: { kind: 'reachable', stage, reached },
});

/** A cell that asks whether one machine shows nothing that another does not. */
export const included = (one: Seen, other: Seen, asked: Asked): Cell => ({
  ...asked,
  question: { kind: 'included', one, other },
});

/** A cell for a design to which the claim says nothing. */
export const notApplicable = (reason: string): readonly [Cell] => [
  { statement: '', question: { kind: 'not-applicable', reason } },
];
