import type { BrokenClaim } from '#checker';
import type { Fault } from '#contract';
import type { Action, StepOutcome } from '#model';
import type { CallTable } from './call-table.js';
import type { Call, Calls } from './calls.js';
import { Numbered } from './numbered.js';

/** A call, and what it comes to in the model. */
export interface MadeCall extends Call {
  readonly outcome: StepOutcome;
  /** The number of the state after it, which says nothing of observers. */
  readonly after: number;
  /** The number of what observers say after it; 0: what they start with in every state. */
  readonly observers: number;
  /** The claim that the step breaks, or the state after it. */
  readonly broken: BrokenClaim | undefined;
}

/** What the numbers of a table of calls stand for. */
export class KnownCalls {
  readonly #calls: Calls;
  readonly #table: CallTable;
  readonly #faults = new Numbered<readonly Fault[]>(faultsKey);
  readonly #outcomes = new Numbered<StepOutcome>(outcomeKey);
  readonly #claims: (BrokenClaim | undefined)[] = [undefined];

  constructor(calls: Calls, table: CallTable) {
    this.#calls = calls;
    this.#table = table;
  }

  /** The number of these failures. */
  numberOf(faults: readonly Fault[]): number {
    return this.#faults.numberOf(faults);
  }

  /** The call of this number. */
  callOf(call: number): Call {
    const label = this.#table.labelOf(call);
    return { label, action: this.actionOf(call), faults: this.faultsOf(call) };
  }

  actionOf(call: number): Action {
    return this.#calls.actionOf(this.#table.labelOf(call));
  }

  faultsOf(call: number): readonly Fault[] {
    return this.#faults.at(this.#table.faultsOf(call));
  }

  /** The outcome of a call that was made. */
  outcomeOf(call: number): StepOutcome {
    return this.#outcomes.at(this.#table.outcomeOf(call));
  }

  /** The claim that a call breaks that was made, if it breaks one. */
  brokenBy(call: number): BrokenClaim | undefined {
    return this.#claims[this.#table.brokenOf(call)];
  }

  /** All of a call that was made. */
  madeOf(call: number): MadeCall {
    return {
      label: this.#table.labelOf(call),
      action: this.actionOf(call),
      faults: this.faultsOf(call),
      outcome: this.outcomeOf(call),
      after: this.#table.afterOf(call),
      observers: this.#table.observersOf(call),
      broken: this.brokenBy(call),
    };
  }

  /** Notes what a call comes to. */
  make(call: number, { outcome, after, observers, broken }: MadeCall): void {
    this.try(call, outcome);
    this.#table.make(call, {
      outcome: this.#outcomes.numberOf(outcome),
      after,
      observers,
      broken: broken === undefined ? 0 : this.#claims.push(broken) - 1,
    });
  }

  /** Notes whether the model does what is asked, without a warning. */
  try(call: number, outcome: StepOutcome): void {
    const isGranted = outcome.kind !== 'refused' && outcome.kind !== 'illegal';
    this.#table.try(call, isGranted && outcome.warned !== true);
  }
}

/** Most calls have no fault and are done, or are refused with an errno: JSON is for the others. */
function faultsKey(faults: readonly Fault[]): string {
  return faults.length === 0 ? '' : JSON.stringify(faults);
}

function outcomeKey(outcome: StepOutcome): string {
  if (outcome.kind !== 'refused' || outcome.warned === true) return JSON.stringify(outcome);
  return outcome.errno;
}
