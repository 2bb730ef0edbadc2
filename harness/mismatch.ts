import type { Violation } from '#declaration';
import type { State, StepOutcome } from '#model';
import { firstDifference } from './difference.js';
import type { Observed } from './drive.js';
import { outcomeText } from './outcome-text.js';
import { sameOutcome } from './same-outcome.js';
import type { System } from './target.js';

/** A group whose members were last put under another domain than the system believes, if any. */
export function untoldGroup({ callers, embedding }: System, { groups }: State): string | undefined {
  // What a sloppy caller brings about without a default domain is a decision of the table alone.
  if (callers === 'sloppy') return undefined;
  const { groupDomains } = embedding;
  const at = groups.findIndex(({ domain }, group) => domain !== groupDomains[group]);
  if (at === -1) return undefined;
  return `g${at} is under its ${groups[at]!.domain} domain by the implementation's record, and its driver was told ${groupDomains[at]}`;
}

/** Why an answer is none that the model allows, if it is not. */
export function outcomeMismatch(expected: StepOutcome, observed: Observed): string | undefined {
  if (observed.kind === 'nonsense') return `the implementation ${observed.reason}`;
  if (expected.kind === 'illegal') return `no such answer is allowed: ${expected.reason}`;
  if (sameOutcome(expected, observed)) return undefined;
  return `the model allows ${outcomeText(expected)}, the implementation answered ${outcomeText(observed)}`;
}

/** Where two states differ, and how. */
export function stateMismatch(model: State, after: State): Violation {
  const difference = firstDifference(model, after);
  if (difference === undefined) {
    throw new Error('harness: sameState sees what firstDifference does not');
  }
  const { path, left, right } = difference;
  const reason = `${path}: the model has ${JSON.stringify(left)}, the implementation ${JSON.stringify(right)}`;
  return { reason, at: [path] };
}
