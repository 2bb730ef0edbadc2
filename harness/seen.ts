import { type ActionTable, type Policy, tables } from '#contract';
import type { ActionKind, WitnessId } from '#model';
import type { Observed } from './drive.js';

/** One cell of the coverage: an answer that the table of an action lists, and how often it was seen. */
export interface Cell {
  readonly action: string;
  readonly answer: string;
  readonly count: number;
}

/** What runs have shown: the witnesses they reached, and which answers each action gave. */
export class Seen {
  readonly witnesses = new Set<WitnessId>();
  readonly #counts = new Map<string, Map<string, number>>();

  /** Counts one answer. */
  record(action: ActionKind, outcome: Observed): void {
    this.#count(action, answerOf(outcome), 1);
  }

  /** Adds what another stretch of runs has shown. */
  add(other: Seen): void {
    for (const id of other.witnesses) this.witnesses.add(id);
    for (const [action, answers] of other.#counts) {
      for (const [answer, count] of answers) this.#count(action, answer, count);
    }
  }

  /** Every cell that the tables list under one of these policies, in the order of the tables. */
  cells(policies: readonly Policy[]): readonly Cell[] {
    return tables.flatMap((table: ActionTable) =>
      [...answersOf(table, policies)].map((answer) => ({
        action: table.action,
        answer,
        count: this.#counts.get(table.action)?.get(answer) ?? 0,
      })),
    );
  }

  /** Every answer that was seen, listed or not, as `action answer`. */
  answers(): readonly string[] {
    return [...this.#counts].flatMap(([action, answers]) =>
      [...answers.keys()].map((answer) => `${action} ${answer}`),
    );
  }

  #count(action: string, answer: string, more: number): void {
    let answers = this.#counts.get(action);
    if (answers === undefined) this.#counts.set(action, (answers = new Map<string, number>()));
    answers.set(answer, (answers.get(answer) ?? 0) + more);
  }
}

const WARNED = ', with a warning';

/** The answer without the numbers in it: `ENOSPC`, `bound`, `done, with a warning`. */
function answerOf(outcome: Observed): string {
  if (outcome.kind === 'nonsense') return outcome.kind;
  const name = outcome.kind === 'refused' ? outcome.errno : outcome.kind;
  return outcome.warned === true ? `${name}${WARNED}` : name;
}

function answersOf(table: ActionTable, policies: readonly Policy[]): Set<string> {
  const isDecided = ({ policy: named }: { readonly policy?: string }): boolean =>
    named === undefined || policies.some((policy) => holds(named, policy));
  const answers = new Set<string>();
  if (!isDecided(table)) return answers;
  for (const check of table.checks) {
    if (isDecided(check)) {
      answers.add(check.warns === true ? `${check.answer}${WARNED}` : check.answer);
    }
  }
  return answers.add(table.answer);
}

/** Whether a policy decides as a check names it: `freeBy: holder`. */
function holds(named: string, policy: Policy): boolean {
  const [decision, value] = named.split(': ');
  return policy[decision as keyof Policy] === value;
}
