/**
 * Where must a PASID be unique? Each pair of id space (global, per device) and queues (shared,
 * dedicated) is searched to its end, with exact counts that a naive search confirms. A claim is either
 * kept in every state or broken by the shortest trace written here (P16, P17 of the argument).
 * Unnoticed otherwise: a design that looks safe because nobody asked for two devices.
 */
import { describe, expect, test } from 'vitest';
import { explore, type MachineOptions, MachineSystem, reachable } from '#checker';
import {
  blockingElsewhere,
  isolation,
  NUMBERS_SCOPES,
  type NumbersAction,
  type NumbersInput,
  type NumbersOutcome,
  type NumbersState,
  type NumbersStep,
  notBlockedByAnotherDevice,
  numbers,
} from '#model';

type Options = MachineOptions<NumbersState, NumbersAction, NumbersInput, NumbersOutcome>;

// A changed count means that the machine changed: say how in the commit that changes it here.
const COUNTS = {
  'global-shared': { distinct: 538, generated: 7_159, depth: 7, cuts: 0 },
  'global-dedicated': { distinct: 229, generated: 3_034, depth: 5, cuts: 0 },
  'per-device-shared': { distinct: 4_798, generated: 73_531, depth: 11, cuts: 0 },
  'per-device-dedicated': { distinct: 112, generated: 1_633, depth: 4, cuts: 0 },
};
const combinations = Object.keys(NUMBERS_SCOPES) as (keyof typeof NUMBERS_SCOPES)[];
const structural = numbers.transitionInvariants.filter(
  (claim) => claim !== isolation && claim !== notBlockedByAnotherDevice,
);
const key = ({ scope: _, ...state }: NumbersState): string => JSON.stringify(state);

/** The shortest trace that breaks the claim: what was called, and what came of it. */
function shortest(combination: keyof typeof NUMBERS_SCOPES, claims: Options) {
  const system = new MachineSystem(numbers, NUMBERS_SCOPES[combination], claims);
  const { violation } = explore(system);
  const steps = system.traceTo(violation!);
  return {
    reason: violation!.finding.violation.reason,
    steps: steps.map(({ action, outcome }) => [action, outcome]),
  };
}

const open = (process: number, device: number) => ({ kind: 'queue-open', process, device });
const granted = (pasid: number) => ({ kind: 'granted', pasid });

describe.each(combinations)('%s', (combination) => {
  const scope = NUMBERS_SCOPES[combination];

  test('keeps its tables in order in every state, and a naive search finds as many', () => {
    const system = new MachineSystem(numbers, scope, { transitionInvariants: structural });
    const found = explore(system);
    expect(found).toMatchObject({ verdict: 'holds', complete: true, ...COUNTS[combination] });
    expect(system.unreached()).toEqual([]);
    expect(reachable(numbers, scope, { key, statesMax: 10_000 })).toEqual({
      states: found.distinct,
      transitions: found.generated - 1,
      depth: found.depth,
      cuts: 0,
    });
  });

  test.each([isolation, notBlockedByAnotherDevice])('is claimed what it keeps: $id', (claim) => {
    const system = new MachineSystem(numbers, scope, { transitionInvariants: [claim] });
    const isClaimed = claim.profiles.includes(combination);
    expect(explore(system).verdict).toBe(isClaimed ? 'holds' : 'violated');
  });
});

describe('a state that is out of order is found', () => {
  const scope = NUMBERS_SCOPES['global-dedicated'];
  const opened = numbers.step(numbers.initial(scope), open(1, 1) as NumbersAction, { pasid: 2 });
  const [small, large] = opened.state.devices;
  const spoiled: Readonly<Record<string, NumbersState>> = {
    'slots-in-range': { ...opened.state, devices: [{ ...small!, hardware: { 2: 1 } }, large!] },
    'hardware-agrees-with-slots': { ...opened.state, devices: [small!, { ...large!, slots: {} }] },
    'pasid-of-one-process': { ...opened.state, pasidOf: [2, 2, 0] },
  };

  test.each(numbers.invariants.map(({ id }) => id))('by %s', (id) => {
    const claim = numbers.invariants.find((known) => known.id === id)!;
    expect(claim.violation(opened.state)).toBeUndefined();
    expect(claim.violation(spoiled[id]!)).toBeDefined();
  });

  test('by refused-open-tells-nobody, where the refusal left something', () => {
    const before = numbers.initial(scope);
    const action = open(1, 1) as NumbersAction;
    const outcome = { kind: 'refused', errno: 'EIO' } as const;
    const [claim] = structural;
    const step = { before, action, input: {}, outcome };
    expect(claim!.violation({ ...step, after: before })).toBeUndefined();
    expect(claim!.violation({ ...step, after: opened.state })).toBeDefined();
  });
});

describe('P16: what is used on one device', () => {
  const claims = { transitionInvariants: [notBlockedByAnotherDevice] };

  test.each(['global-shared', 'global-dedicated'] as const)(
    '%s: keeps others from a small device that nobody uses',
    (combination) => {
      expect(shortest(combination, claims)).toEqual({
        reason: 'process 2 is refused dev0, because process 1 uses another device',
        steps: [
          [open(1, 1), granted(1)],
          [open(2, 0), { kind: 'refused', errno: 'ENOSPC' }],
        ],
      });
    },
  );

  test('or a process from a second device, which cannot express the PASID it has', () => {
    const first = open(1, 1) as NumbersAction;
    const action = open(1, 0) as NumbersAction;
    const start = numbers.initial(NUMBERS_SCOPES['global-dedicated']);
    const before = numbers.step(start, first, { pasid: 2 }).state;
    const { outcome, state: after } = numbers.step(before, action, {});
    expect(outcome).toEqual({ kind: 'refused', errno: 'EOVERFLOW' });
    expect(blockingElsewhere({ before, action, input: {}, outcome, after })).toBe(1);
  });
});

describe('P17: with a shared queue and PASIDs per device', () => {
  test('the one register of a process holds a number that is of another process elsewhere', () => {
    expect(shortest('per-device-shared', { transitionInvariants: [isolation] })).toEqual({
      reason: 'process 1 reached the memory of process 2',
      steps: [
        [open(1, 0), granted(1)],
        [open(1, 1), granted(2)],
        [open(2, 1), granted(1)],
        [
          { kind: 'submit', process: 1, device: 1 },
          { kind: 'reached', process: 2 },
        ],
      ],
    });
  });

  test('whichever of its two numbers that is: the first, as here, or the last', () => {
    const load = (state: NumbersState, action: NumbersAction, outcome: NumbersOutcome) => {
      if (outcome.kind !== 'granted') return state;
      return { ...state, register: state.register.with(action.process - 1, outcome.pasid) };
    };
    const loadsLast: typeof numbers = {
      ...numbers,
      step(state, action, input) {
        const { state: after, outcome } = numbers.step(state, action, input);
        return { state: load(after, action, outcome), outcome };
      },
      apply(state, action, input) {
        const outcome = numbers.apply(state, action, input);
        Object.assign(state, load(state, action, outcome));
        return outcome;
      },
    };
    const system = new MachineSystem(loadsLast, NUMBERS_SCOPES['per-device-shared'], {
      transitionInvariants: [isolation],
    });
    const { violation } = explore(system);
    expect(system.traceTo(violation!)).toHaveLength(4);
  });
});

describe('dedicated queues: the two id spaces, each held against the other', () => {
  const global = NUMBERS_SCOPES['global-dedicated'];
  const perDevice = NUMBERS_SCOPES['per-device-dedicated'];
  const withScope = (state: NumbersState, pasidOf: readonly number[]): NumbersState => ({
    ...state,
    scope: perDevice,
    pasidOf,
  });

  test('whatever a global space does without refusing, spaces per device can do alike', () => {
    const none = new Array<number>(global.processes).fill(0);
    let steps = 0;
    const visit = ({ before, action, input, outcome, after }: NumbersStep): void => {
      if (outcome.kind === 'refused') return;
      const there = numbers.step(withScope(before, none), action, input);
      expect(there).toEqual({ outcome, state: withScope(after, none) });
      steps += 1;
    };
    reachable(numbers, global, { key, statesMax: 10_000, visit });
    expect(steps).toBe(1_941);
  });

  test('and not the other way: one number for two processes is nothing a global space does', () => {
    const states = [open(1, 0), open(2, 1)].reduce(
      (state, action) => numbers.step(state, action as NumbersAction, { pasid: 1 }).state,
      numbers.initial(perDevice),
    );
    expect(states.devices.map(({ slots }) => slots)).toEqual([{ 1: 1 }, { 1: 2 }]);
    const visit = ({ after: { devices } }: NumbersStep): void => {
      const [small, large] = devices.map(({ slots }) => slots[1]);
      expect(small === undefined || large === undefined || small === large).toBe(true);
    };
    reachable(numbers, global, { key, statesMax: 10_000, visit });
  });
});
