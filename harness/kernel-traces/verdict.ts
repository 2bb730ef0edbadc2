import { ERRNO } from '#contract';
import { printable } from '../input-error.js';

/** What can be compared: a return value, a flag, one field of a snapshot; null where nothing is. */
export type Observed = string | number | boolean | null;

/** Who can agree or disagree with a record. */
export type SideName = 'model' | 'implementation';

/** One field in which a recorded line and a side do not agree. */
export interface Difference {
  /** `ret`, or a path such as `cgroups.c4.sev.usage`; `fault` for one that a side does not meet. */
  readonly field: string;
  readonly model: Observed;
  /** Absent in a family that has no implementation. */
  readonly implementation?: Observed;
  readonly record: Observed;
  /** The sides that answer otherwise than the record, never none. */
  readonly disagree: readonly SideName[];
}

/** Every line agrees with both sides. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly file: string;
  readonly family: string;
  /** Who agreed. */
  readonly sides: readonly SideName[];
  readonly calls: number;
  readonly snapshots: number;
  readonly lines: number;
}

/** The first line that a side does not allow. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly file: string;
  readonly family: string;
  readonly line: number;
  /** The number of the call, or of the call before the snapshot. */
  readonly n: number;
  /** The call with its arguments, or `snapshot`. */
  readonly call: string;
  /** In the order of the record, never none. */
  readonly differences: readonly Difference[];
  /** Only of a log. */
  readonly frontier?: Frontier;
}

/** How far a log was understood: what is known before the first line that nothing explains. */
export interface Frontier {
  /** The last line that was explained; 1 is the header. */
  readonly line: number;
  /** The states in which the machine may then have been. */
  readonly candidates: number;
  /** So many steps without a line were tried before the refused one. */
  readonly between: number;
  /** Calls that one of these states grants, so that they could have come. */
  readonly enabled: readonly string[];
  /** Why each of these states refuses the line, each reason once. */
  readonly refusals: readonly string[];
}

export type TraceVerdict = Accepted | Rejected;

/** What the sides answer and what the record says, field by field, in the order of `fields`. */
export interface Answers {
  readonly fields: readonly string[];
  readonly model: readonly Observed[];
  /** Absent in a family that has no implementation. */
  readonly implementation?: readonly Observed[];
  readonly record: readonly Observed[];
}

/** The fields in which a side does not agree with the record. */
export function differences(answers: Answers): readonly Difference[] {
  const found: Difference[] = [];
  answers.record.forEach((record, index) => {
    const model = answers.model[index]!;
    const implementation = answers.implementation?.[index];
    const disagree: SideName[] = [];
    if (model !== record) disagree.push('model');
    if (implementation !== undefined && implementation !== record) disagree.push('implementation');
    if (disagree.length === 0) return;
    const other = implementation === undefined ? {} : { implementation };
    found.push({ field: answers.fields[index]!, model, ...other, record, disagree });
  });
  return found;
}

/** The field of a recorded fault that a side does not run into; what it would have been is null. */
export const UNMET_FAULT = 'fault';

const DIFFERENCES_SHOWN_MAX = 5; // The first one is the news; a broken snapshot has dozens.

/** A verdict as the terminal shows it. */
export function formatVerdict(verdict: TraceVerdict): string {
  if (verdict.kind === 'accepted') {
    const { file, calls, snapshots, lines } = verdict;
    return printable(`${file}: accepted  ${calls} calls, ${snapshots} snapshots, ${lines} lines`);
  }
  const { file, line, n, call, differences, frontier } = verdict;
  const more = differences.length - DIFFERENCES_SHOWN_MAX;
  return [
    `${file}:${line}: rejected at n ${n}: ${call}`,
    ...differences.slice(0, DIFFERENCES_SHOWN_MAX).map((each) => `  ${formatDifference(each)}`),
    ...(more > 0 ? [`  and ${more} more fields`] : []),
    ...(frontier === undefined ? [] : formatFrontier(frontier)),
  ]
    .map(printable)
    .join('\n');
}

function formatFrontier({ line, candidates, between, enabled, refusals }: Frontier): string[] {
  const states = candidates === 1 ? 'one candidate state' : `${candidates} candidate states`;
  const steps = between === 1 ? 'one step' : `${between} steps`;
  const unseen = between === 0 ? '' : `, and up to ${steps} without a line after it`;
  return [
    `  explained up to line ${line}: ${states}${unseen}`,
    ...refusals.map((refusal) => `  refused: ${refusal}`),
    `  enabled there: ${enabled.length === 0 ? 'nothing' : enabled.join(', ')}`,
  ];
}

/** One difference: what each side says, and who stands against the record. */
function formatDifference(difference: Difference): string {
  const { field, model, implementation, record, disagree } = difference;
  if (field === UNMET_FAULT) {
    const who = disagree.map((side) => `the ${side}`).join(' and ');
    return `${who} ${disagree.length > 1 ? 'do' : 'does'} not run into the recorded fault at ${record}`;
  }
  const value = (observed: Observed): string => formatObserved(field, observed);
  return (
    `${field}: model allows ${value(model)}, ` +
    (implementation === undefined ? '' : `implementation answers ${value(implementation)}, `) +
    `record says ${value(record)} (disagrees: ${disagree.join(' and ')})`
  );
}

const BARE = /^[\w:.-]+( [\w:.-]+)*$/;

function formatObserved(field: string, observed: Observed): string {
  const errno = Object.entries(ERRNO).find(([, number]) => -number === observed);
  if (field === 'ret' && errno !== undefined) return `${observed} (${errno[0]})`;
  if (observed === null) return 'nothing';
  // Most texts are names, which need no quotes; the content of a file does.
  return BARE.test(String(observed)) ? String(observed) : JSON.stringify(observed);
}
