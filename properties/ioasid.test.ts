/**
 * Does the allocator of 6.1 keep its claims in every state of its scope, is every answer of its tables
 * given there, and can each claim fail? Answered by search, with exact counts that a naive search
 * confirms (here in a smaller scope, and in long/small-machines.long.ts in this one), and with machines
 * that are spoiled in one place. Unnoticed otherwise: claims that nothing could break.
 */
import { describe, expect, test } from 'vitest';
import { explore, type MachineOptions, MachineSystem, reachable } from '#checker';
import { type ActionTable, ioasidTables } from '#contract';
import type { Step } from '#declaration';
import {
  calledThroughRegistered,
  IOASID_SCOPE,
  type IoasidAction,
  type IoasidInput,
  type IoasidOutcome,
  type IoasidState,
  ioasid,
  ioasidActions,
  ioasidInvariants,
  ioasidStepClaims,
  pasidGivenAgain,
} from '#model';

type IoasidStep = Step<IoasidState, IoasidAction, IoasidInput, IoasidOutcome>;

// A changed count means that the machine changed: say how in the commit that changes it here.
const COUNTS = { distinct: 3_657, generated: 483_290, depth: 9, cuts: 0 };
const SMALLER = { ...IOASID_SCOPE, mms: 1, data: 0 };

describe('in every state', () => {
  test('6.1 keeps its claims, and every witness is reached', () => {
    const system = new MachineSystem(ioasid, IOASID_SCOPE);
    expect(explore(system)).toMatchObject({ verdict: 'holds', complete: true, ...COUNTS });
    expect(system.unreached()).toEqual([]);
  });

  test('those claimed for any callers hold for sloppy ones, too', () => {
    const system = new MachineSystem(
      ioasid,
      { ...SMALLER, callers: 'any' },
      {
        invariants: ioasidInvariants.filter(({ callers }) => callers === 'any'),
        transitionInvariants: ioasidStepClaims.filter(({ callers }) => callers === 'any'),
      },
    );
    expect(explore(system)).toMatchObject({ verdict: 'holds', complete: true, distinct: 2_120 });
  });

  test('and a naive search finds as many', () => {
    const answers = new Set<string>();
    const key = ({ scope: _, ...state }: IoasidState): string => JSON.stringify(state);
    const visit = ({ action, outcome }: IoasidStep): void => {
      answers.add(`${action.kind} ${answerOf(outcome)}`);
    };
    const naive = reachable(ioasid, SMALLER, { key, statesMax: 10_000, visit });
    const { distinct, generated, depth } = explore(new MachineSystem(ioasid, SMALLER));
    expect(naive).toEqual({ states: distinct, transitions: generated - 1, depth, cuts: 0 });
    expect(distinct).toBe(848);
    // Each table says what can be answered, and all of it is.
    const tabled = ioasidTables.flatMap(({ action, checks, answer }) =>
      [...checks.map((check) => check.answer), answer].map((each) => `${action} ${each}`),
    );
    expect([...answers].sort()).toEqual([...new Set(tabled)].sort());
  });
});

test('the machine has the actions of its tables, in their order, which fail where they say', () => {
  expect(ioasidActions.map(({ kind }) => kind)).toEqual(ioasidTables.map(({ action }) => action));
  for (const [index, { faults }] of ioasidActions.entries()) {
    const checks: ActionTable['checks'] = ioasidTables[index]!.checks;
    const tabled = new Set(checks.flatMap(({ fault }) => fault ?? []));
    expect([...faults].sort()).toEqual([...tabled].sort());
  }
});

describe('what 6.1 does not keep', () => {
  const trace = (claims: MachineOptions<IoasidState, IoasidAction, IoasidInput, IoasidOutcome>) => {
    const system = new MachineSystem(ioasid, IOASID_SCOPE, claims);
    const { violation } = explore(system);
    return {
      claim: violation!.finding.claim,
      reason: violation!.finding.violation.reason,
      steps: system.traceTo(violation!).map(({ action, outcome }) => [action, outcome]),
    };
  };

  test('B06: who has the greatest id of a range is refused it the second time', () => {
    const claims = { invariants: [], transitionInvariants: [pasidGivenAgain] };
    const ask = { kind: 'sva-alloc-pasid', mm: 1, min: 1, max: 1 };
    expect(trace(claims)).toEqual({
      claim: 'pasid-given-again',
      reason: 'mm1 has id 1 and was refused',
      steps: [
        [ask, { kind: 'granted', id: 1 }],
        [ask, { kind: 'refused', errno: 'EOVERFLOW' }],
      ],
    });
    const mended = { ...IOASID_SCOPE, greatest: 'given' } as const;
    expect(explore(new MachineSystem(ioasid, mended, claims))).toMatchObject({
      verdict: 'holds',
      distinct: COUNTS.distinct,
    });
  });

  test('a family is called through an allocator that has left', () => {
    const [register, unregister] = ['ioasid-register-allocator', 'ioasid-unregister-allocator'];
    const found = trace({ invariants: [calledThroughRegistered], transitionInvariants: [] });
    expect(found).toEqual({
      claim: 'called-through-registered',
      reason: 'family 0 is called through c0, which is not registered',
      steps: [
        [{ kind: register, allocator: 0 }, { kind: 'done' }],
        [{ kind: register, allocator: 2 }, { kind: 'done' }],
        [{ kind: unregister, allocator: 0 }, { kind: 'done' }],
      ],
    });
  });
});

/** What is done to a step to break each claim: to the state after it, or to its outcome. */
type Spoil = (step: Omit<IoasidStep, 'after'> & { after: Writable }) => IoasidOutcome | undefined;
type Writable = { -readonly [Key in keyof IoasidState]: IoasidState[Key] };

const spoils: Readonly<
  Record<(typeof ioasidInvariants | typeof ioasidStepClaims)[number]['id'], Spoil>
> = {
  'only-active-has-ids': ({ action, after }) => {
    if (action.kind === 'ioasid-register-allocator') after.byDefault = { 1: { set: 1, data: 0 } };
    return undefined;
  },
  'mm-pasid-is-out': ({ action, after }) => {
    if (action.kind === 'mm-pasid-drop') after.pasidOf = after.pasidOf.map(() => 2);
    return undefined;
  },
  'sva-id-has-mm': ({ before, action, after }) => {
    // Forgotten and not freed.
    if (action.kind === 'mm-pasid-drop') after.byDefault = before.byDefault;
    return undefined;
  },
  'given-id-was-free': ({ outcome, input }) =>
    outcome.kind === 'no-id' && input.callback !== undefined
      ? { kind: 'granted', id: input.callback }
      : undefined,
  'lowest-of-range': ({ action, outcome }) =>
    action.kind === 'ioasid-alloc' && outcome.kind === 'granted' && outcome.id === action.max
      ? { kind: 'no-id' }
      : undefined,
  'find-stays-in-set': ({ action, outcome }) =>
    action.kind === 'ioasid-find' && outcome.kind === 'refused' && outcome.errno === 'EACCES'
      ? { kind: 'found', data: 1 }
      : undefined,
  'unknown-free-is-logged': ({ action }) =>
    action.kind === 'ioasid-free' ? { kind: 'done' } : undefined,
  'pasid-for-life': ({ action, after }) => {
    if (action.kind === 'ioasid-free') after.pasidOf = after.pasidOf.map(() => 0);
    return undefined;
  },
  'none-orphaned': ({ action }) =>
    action.kind === 'ioasid-unregister-allocator' ? { kind: 'done', warned: true } : undefined,
  'refusal-leaves-nothing': ({ outcome, after }) => {
    if (outcome.kind === 'no-id') after.byDefault = { 2: { set: 1, data: 0 } };
    return undefined;
  },
};

describe('a machine that is spoiled in one place is found', () => {
  const claims = [...ioasidInvariants, ...ioasidStepClaims];
  test.each(claims.map(({ id }) => id))('by %s alone', (id) => {
    const spoiled: typeof ioasid = {
      ...ioasid,
      apply(state, action, input) {
        const before = ioasid.copy(state);
        const outcome = ioasid.apply(state, action, input);
        return spoils[id]({ before, action, input, outcome, after: state }) ?? outcome;
      },
    };
    const system = new MachineSystem(spoiled, IOASID_SCOPE, {
      invariants: ioasidInvariants.filter((claim) => claim.id === id),
      transitionInvariants: ioasidStepClaims.filter((claim) => claim.id === id),
    });
    expect(explore(system)).toMatchObject({
      verdict: 'violated',
      violation: { finding: { claim: id } },
    });
  });
});

/** The answer as tables write it. */
function answerOf(outcome: IoasidOutcome): string {
  return outcome.kind === 'refused' ? outcome.errno : outcome.kind;
}
