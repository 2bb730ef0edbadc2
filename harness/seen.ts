import type { Outcome } from '#contract';
import { type ActionKind, type ModelStep, type WitnessId, witnesses } from '#model';
import { answerText } from './cells.js';
import type { Observed } from './drive.js';

/** The same as plain data, which can travel between threads. */
export interface Shown {
  readonly witnesses: ReadonlySet<WitnessId>;
  /** By action, then by answer. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** What runs have shown: the witnesses they reached, and which answers each action gave. */
export class Seen {
  readonly witnesses = new Set<WitnessId>();
  /** The witnesses that were not reached yet: the others need not be asked again. */
  #unreached: readonly (typeof witnesses)[number][] = witnesses;
  readonly #counts = new Map<string, Map<string, number>>();

  /** Counts an answer that was given so often. */
  record(action: ActionKind, outcome: Observed, times = 1): void {
    this.#count(action, answerOf(outcome), times);
  }

  /** Notes the witnesses that this step reaches for the first time. */
  note(made: ModelStep): void {
    let isFirst = false;
    for (const witness of this.#unreached) {
      if (!witness.reached(made)) continue;
      this.witnesses.add(witness.id);
      isFirst = true;
    }
    if (isFirst) this.#forgetReached();
  }

  get shown(): Shown {
    return { witnesses: this.witnesses, counts: this.#counts };
  }

  /** Adds what another stretch of runs has shown. */
  add({ witnesses, counts }: Shown): void {
    for (const id of witnesses) this.witnesses.add(id);
    this.#forgetReached();
    for (const [action, answers] of counts) {
      for (const [answer, count] of answers) this.#count(action, answer, count);
    }
  }

  /** How often an action gave this answer. */
  count(action: string, answer: string): number {
    return this.#counts.get(action)?.get(answer) ?? 0;
  }

  /** Every answer that was seen, listed or not, as `action answer`. */
  answers(): readonly string[] {
    return [...this.#counts].flatMap(([action, answers]) =>
      [...answers.keys()].map((answer) => `${action} ${answer}`),
    );
  }

  #forgetReached(): void {
    this.#unreached = this.#unreached.filter(({ id }) => !this.witnesses.has(id));
  }

  #count(action: string, answer: string, more: number): void {
    let answers = this.#counts.get(action);
    if (answers === undefined) this.#counts.set(action, (answers = new Map<string, number>()));
    answers.set(answer, (answers.get(answer) ?? 0) + more);
  }
}

/** The answer without the numbers in it: `ENOSPC`, `bound`, `done, with a warning`. */
export function answerOf(outcome: Observed): string {
  if (outcome.kind === 'nonsense') return outcome.kind;
  return answerText(nameOf(outcome), outcome.warned);
}

function nameOf(outcome: Outcome): string {
  if (outcome.kind === 'refused') return outcome.errno;
  return outcome.kind === 'answered' ? outcome.code : outcome.kind;
}
