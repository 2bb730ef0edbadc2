/**
 * Does one search that asks everything at once answer as if each question had a search of its own?
 * Claims about states and steps are surveyed together, and explored one by one. Unnoticed otherwise:
 * a trace that is not the shortest, or a claim that nobody asked about once another was broken.
 */
import { describe, expect, test } from 'vitest';
import { explore, MachineSystem, type Sought, survey } from '#checker';
import { cachedPool, pool, TOY_SCOPE } from '#toy';

type State = ReturnType<typeof cachedPool.initial>;
type Question = Sought<State, { readonly kind: 'alloc' | 'free' }, null, 'done'>;

const SCOPE = { processes: 2, pasids: 4, quota: 2 };
const STATES_MAX = 10_000;

const held = ({ owner }: State): number => owner.filter((process) => process === 1).length;

/** Process 1 holds fewer than so many: for each number a state claim, and the same of steps. */
const QUESTIONS: readonly Question[] = [0, 1, 2, 3, 4, 5].flatMap((limit): Question[] => [
  {
    id: `state ${limit}`,
    scope: 'state',
    violation: (state) =>
      held(state) < limit ? undefined : { reason: `holds ${held(state)}`, at: [] },
  },
  {
    id: `free at ${limit}`,
    scope: 'transition',
    violation: ({ before, action }) =>
      action.kind === 'free' && held(before) === limit
        ? { reason: `frees at ${limit}`, at: [] }
        : undefined,
  },
]);

/** The same question as the only claim of a search. */
function alone(question: Question) {
  const claim = { antecedent: '', ...question };
  const system = new MachineSystem(cachedPool, SCOPE, {
    invariants: claim.scope === 'state' ? [claim] : [],
    transitionInvariants: claim.scope === 'transition' ? [claim] : [],
    witnesses: [],
  });
  return explore(system);
}

describe('a survey of many questions', () => {
  const { found, ...counts } = survey(cachedPool, SCOPE, QUESTIONS, { statesMax: STATES_MAX });

  test.each(QUESTIONS)('answers as a search for $id alone', (question) => {
    const { violation } = alone(question);
    const sighting = found.get(question.id);
    expect(sighting?.trace.length).toEqual(violation?.path.length);
    expect(sighting?.violation).toEqual(violation?.finding.violation);
  });

  test('looks at every state, broken ones included', () => {
    const { distinct, generated, depth } = explore(
      new MachineSystem(cachedPool, SCOPE, {
        invariants: [],
        transitionInvariants: [],
        witnesses: [],
      }),
    );
    expect(counts).toMatchObject({ complete: true, distinct, generated, depth, queued: 0 });
    expect(found.size).toBeLessThan(QUESTIONS.length);
  });
});

test('a survey that has found everything looks no further', () => {
  const sought = QUESTIONS.filter(({ id }) => id === 'state 1');
  const { complete, distinct, found } = survey(cachedPool, SCOPE, sought, {
    statesMax: STATES_MAX,
  });
  expect([complete, found.get('state 1')?.trace.length]).toEqual([false, 1]);
  expect(distinct).toBeLessThan(10);
});

test('a survey of too many states is not complete, so that what was not found stays open', () => {
  const sought = QUESTIONS.filter(({ id }) => id === 'state 5');
  const { complete, found, queued } = survey(cachedPool, SCOPE, sought, { statesMax: 5 });
  expect([complete, found.size]).toEqual([false, 0]);
  expect(queued).toBeGreaterThan(0);
});

test('what the step for readers does not confirm is an error', () => {
  const step: typeof pool.step = (state) => ({ state, outcome: 'done' });
  const sought = [
    {
      id: 'owned',
      scope: 'state' as const,
      violation: ({ owner }: ReturnType<typeof pool.initial>) =>
        owner.some((process) => process > 0) ? { reason: 'owned', at: [] } : undefined,
    },
  ];
  expect(() => survey({ ...pool, step }, TOY_SCOPE, sought, { statesMax: STATES_MAX })).toThrow(
    /expected owned at step 1 when it is made again, saw nothing/,
  );
});
