/**
 * Does the explorer look at every claim where it is made, and at every input? Asked of a machine of
 * two counters that is small enough to be counted by hand. Unnoticed otherwise: a broken claim that
 * nobody asked about, or a fault that was never tried.
 */
import { describe, expect, test } from 'vitest';
import { explore, MachineSystem, reachable } from '#checker';
import {
  defineInvariantOf,
  defineTransitionInvariantOf,
  defineWitnessOf,
  type Explorable,
  shape,
} from '#declaration';

interface Counters {
  readonly ours: number;
  readonly theirs: number;
}
type Action = { readonly kind: 'add' | 'reset' };
/** What is added: nothing if it fails. */
type Input = { readonly amount: number };
interface Bounds {
  readonly max: number;
}

const LAST = 6;
const AMOUNTS: readonly Input[] = [{ amount: 0 }, { amount: 1 }, { amount: 3 }];
const ACTIONS: readonly Action[] = [{ kind: 'add' }, { kind: 'reset' }];

const text = {
  claim: 'It holds.',
  why: 'Nothing.',
  kernel: 'none',
  facts: [],
  profiles: ['test'],
  callers: 'any',
} as const;
const far = defineWitnessOf<Counters, Action, Input, string>()({
  id: 'far',
  situation: 'Ours has come to 5.',
  profiles: ['test'],
  reached: ({ after }) => after.ours === 5,
});
const never = { ...far, id: 'never', reached: () => false };
const below = (limit: number, antecedent = 'far') =>
  defineInvariantOf<Counters>()({
    ...text,
    id: 'below',
    antecedent,
    violation: ({ ours }) =>
      ours < limit ? undefined : { reason: `ours is ${ours}`, at: ['ours'] },
  });
const noResetFrom = (from: number) =>
  defineTransitionInvariantOf<Counters, Action, Input, string>()({
    ...text,
    id: 'no-reset',
    antecedent: 'far',
    violation: ({ before, action }) =>
      action.kind === 'reset' && before.ours === from
        ? { reason: `reset from ${from}`, at: ['ours'] }
        : undefined,
  });

const counters: Explorable<Counters, Action, Input, string, Bounds> = {
  name: 'counters',
  initial: () => ({ ours: 0, theirs: 0 }),
  shape: ({ max }) =>
    shape.record<Counters>({ ours: shape.integer(0, max), theirs: shape.integer(0, 0) }),
  alphabet: () => ACTIONS,
  isEnabled,
  isPastBound: ({ max }, { ours }, { kind }) => kind === 'add' && ours + 3 > max,
  *inputs(_, { kind }) {
    yield* kind === 'add' ? AMOUNTS : AMOUNTS.slice(0, 1);
  },
  step(state, action, input) {
    const after = { ...state };
    return { outcome: apply(after, action, input), state: after };
  },
  apply,
  copy: (state) => ({ ...state }),
  invariants: [],
  transitionInvariants: [],
  witnesses: [far],
};

function isEnabled({ ours }: Counters, { kind }: Action): boolean {
  return kind === 'add' || ours > 0;
}

function apply(
  state: { -readonly [K in keyof Counters]: number },
  { kind }: Action,
  { amount }: Input,
): string {
  state.ours = kind === 'add' ? state.ours + amount : 0;
  return `${amount}`;
}

const SCOPE = { max: LAST };

test('every input is tried, and what would pass a bound is cut and counted', () => {
  const found = explore(new MachineSystem(counters, SCOPE));
  // From each of 0..3 three amounts; 4, 5 and 6 are cut; from each of 1..6 one reset.
  expect(found).toMatchObject({ distinct: 7, generated: 1 + 4 * 3 + 6, cuts: 3, depth: 4 });
  expect(reachable(counters, SCOPE, { key: JSON.stringify, statesMax: 99 })).toEqual({
    states: found.distinct,
    transitions: found.generated - 1,
    cuts: found.cuts,
    depth: found.depth,
  });
});

describe('the trace to a broken claim is the shortest, with the inputs that lead there', () => {
  test.each([
    { limit: 0, amounts: [] },
    { limit: 1, amounts: [1] },
    { limit: 3, amounts: [3] },
    { limit: 5, amounts: [3, 3] },
  ])('for an invariant: below $limit', ({ limit, amounts }) => {
    const machine = { ...counters, invariants: [below(limit)] };
    const system = new MachineSystem(machine, SCOPE);
    const { violation } = explore(system);
    const trace = system.traceTo(violation!);
    expect(trace.map(({ input }) => input.amount)).toEqual(amounts);
    expect(trace.at(-1)?.outcome).toBe(amounts.length === 0 ? undefined : `${amounts.at(-1)}`);
  });

  test('for a transition invariant, also where the transition leads to a known state', () => {
    const machine = { ...counters, transitionInvariants: [noResetFrom(4)] };
    const system = new MachineSystem(machine, SCOPE);
    const found = explore(system);
    expect(found.violation?.finding).toEqual({
      claim: 'no-reset',
      violation: { reason: 'reset from 4', at: ['ours'] },
    });
    expect(system.traceTo(found.violation!).map(({ action }) => action.kind)).toEqual([
      'add',
      'add',
      'reset',
    ]);
  });

  test('and one that the step for readers does not confirm is an error', () => {
    const step: typeof counters.step = (state) => ({ state, outcome: '' });
    const system = new MachineSystem({ ...counters, invariants: [below(1)], step }, SCOPE);
    const { violation } = explore(system);
    expect(() => system.traceTo(violation!)).toThrow(
      /expected step 1 to break below .* saw nothing/,
    );
  });
});

test('a claim whose antecedent is never reached was checked in vain, and is named', () => {
  const machine = { ...counters, invariants: [below(9, 'never')], witnesses: [far, never] };
  const system = new MachineSystem(machine, SCOPE);
  expect(explore(system).verdict).toBe('holds');
  expect([system.unreached(), system.vacuous()]).toEqual([['never'], ['below']]);
});

test('a step that leads out of the declared shape is an error that names the field', () => {
  const machine = { ...counters, isPastBound: () => false };
  expect(() => explore(new MachineSystem(machine, SCOPE))).toThrow(
    /expected an integer from 0 to 6 at ours, saw 7/,
  );
});

test('only the claims that are asked for are checked', () => {
  const machine = { ...counters, invariants: [below(1)], transitionInvariants: [noResetFrom(1)] };
  const options = { invariants: [], transitionInvariants: [] };
  expect(explore(new MachineSystem(machine, SCOPE, options)).verdict).toBe('holds');
});
