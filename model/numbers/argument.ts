import {
  type Cell,
  type ClaimCells,
  type Judgement,
  type NumbersSpace,
  type Question,
} from '../argument/question.js';
import { isolation, type NumbersStep, notBlockedByAnotherDevice } from './claims.js';

// P16 and P17: where a number has to be unique. V, S, G and C have one space for the system, as the
// pool of mainline is; what user space attaches through VFIO in mainline is numbered by device.

const askedOf = (space: NumbersSpace, judge: (step: NumbersStep) => Judgement): Question => ({
  kind: 'always-of-numbers',
  space,
  judge,
});

/** An open that finds the device full, or that is granted, is not kept from it by another device. */
const notBlocked = (step: NumbersStep): Judgement =>
  notBlockedByAnotherDevice.violation(step) ??
  (step.action.kind === 'queue-open' ? 'kept' : undefined);

const isolated = (step: NumbersStep): Judgement =>
  isolation.violation(step) ?? (step.outcome.kind === 'reached' ? 'kept' : undefined);

/** What is seen of the numbers that are given and let go; who is refused is not seen. */
function seenOfNumbers({ action, outcome }: NumbersStep): string | undefined {
  switch (action.kind) {
    case 'queue-open':
      return outcome.kind === 'granted'
        ? `open dev${action.device} for process ${action.process} at ${outcome.pasid}`
        : undefined;
    case 'queue-close':
      return `close dev${action.device} for process ${action.process}`;
    case 'process-exit':
      return `end process ${action.process}`;
    case 'submit':
      return undefined;
  }
}

/** The same with the opens that are refused because there is no number. */
function seenWithRefusals(step: NumbersStep): string | undefined {
  const { action, outcome } = step;
  const isShort = outcome.kind === 'refused' && outcome.errno === 'ENOSPC';
  if (action.kind !== 'queue-open' || !isShort) return seenOfNumbers(step);
  return `refuse dev${action.device} to process ${action.process}`;
}

const SIZES = 'Three processes, dev0 with one number and dev1 with three';
const BY_CPU =
  'into the work of a shared queue the CPU puts the first PASID of the process (IA32_PASID)';
const BY_DEVICE = 'each queue is of one process, whose number its driver told the device';

/** What there is in each space, in words. */
export const spaceTexts: Readonly<Record<NumbersSpace, string>> = {
  'global-shared': `${SIZES}. Numbers are unique in the system; ${BY_CPU}.`,
  'global-dedicated': `${SIZES}. Numbers are unique in the system; ${BY_DEVICE}.`,
  'per-device-shared': `${SIZES}. Numbers are unique in a device; ${BY_CPU}.`,
  'per-device-dedicated': `${SIZES}. Numbers are unique in a device; ${BY_DEVICE}.`,
};

const ONE_SEARCH =
  'V, S, G and C have one space for the system, so that one search answers for them.';
const NOT_BLOCKED =
  'Whether an open finds a number depends on what is in use on that device alone.';

const blocking = (space: NumbersSpace, asked: Partial<Cell>): Cell => ({
  statement: NOT_BLOCKED,
  ...asked,
  question: askedOf(space, notBlocked),
});

const compared = (
  one: NumbersSpace,
  other: NumbersSpace,
  label: (step: NumbersStep) => string | undefined,
  asked: Pick<Cell, 'case' | 'statement' | 'expected' | 'finding'>,
  failing: { readonly isUnfailing?: true } = {},
): Cell => ({ ...asked, question: { kind: 'included-of-numbers', one, other, label, ...failing } });

const global: Cell = blocking('global-shared', {
  statement: `${NOT_BLOCKED} ${ONE_SEARCH}`,
  expected: 'refuted',
});

/** On Arm and AMD the whole PASID table goes with the function, so the spaces are per function. */
export const P16: ClaimCells = {
  V: [global],
  S: [global],
  G: [global],
  C: [global],
  M: [
    blocking('global-shared', { case: 'numbers of SVA', expected: 'refuted' }),
    blocking('per-device-dedicated', { case: 'numbers of VFIO', expected: 'holds' }),
    compared('global-dedicated', 'per-device-dedicated', seenOfNumbers, {
      case: 'global in per device',
      statement: 'Whatever a global space grants, spaces per device can grant alike.',
      expected: 'holds',
    }),
    compared('per-device-dedicated', 'global-dedicated', seenOfNumbers, {
      case: 'per device in global',
      statement: 'Whatever spaces per device grant, a global space can grant alike.',
      expected: 'refuted',
    }),
    compared(
      'global-dedicated',
      'per-device-dedicated',
      seenWithRefusals,
      {
        case: 'global in per device, refusals seen',
        statement:
          'Whatever a global space grants or refuses for want of a number, spaces per device can, too.',
        expected: 'refuted',
      },
      { isUnfailing: true },
    ),
  ],
};

const ISOLATED = 'Work reaches the memory of the process that submitted it, and no other.';

const apart = (space: NumbersSpace, asked: Partial<Cell>): Cell => ({
  statement: ISOLATED,
  ...asked,
  question: askedOf(space, isolated),
});

const shared: Cell = apart('global-shared', {
  statement: `${ISOLATED} ${ONE_SEARCH}`,
  expected: 'holds',
});

/** With ENQCMD the number must be unique in the system; without, in the function. */
export const P17: ClaimCells = {
  V: [shared],
  S: [shared],
  G: [shared],
  C: [shared],
  M: [
    apart('global-shared', { case: 'numbers of SVA', expected: 'holds' }),
    apart('per-device-dedicated', { case: 'numbers of VFIO', expected: 'holds' }),
    apart('per-device-shared', {
      case: 'if a shared queue took numbers of a device',
      expected: 'refuted',
    }),
  ],
};
