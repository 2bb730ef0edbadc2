/**
 * Does each switch, flipped alone, break what docs/results.json says it breaks? Every kept trace is
 * made again through the step for readers under the flipped policy, and the claims about runs are decided
 * again where one is broken. That nothing else breaks, and in
 * no fewer steps, is asked by `npm run test:long`, which searches every stage again. Unnoticed
 * otherwise: a switch that nothing reads any more, or a property that no design could break.
 */
import { describe, expect, test } from 'vitest';
import { readResults } from '#cli';
import { DESIGNS } from '#contract';
import { breakingSteps, decideRuns, flipsInOrder, told } from '#harness';
import {
  actions,
  invariants,
  liveness,
  machine,
  scopes,
  transitionInvariants,
  underPolicy,
} from '#model';

const kept = readResults().flips;
const broken = flipsInOrder.flatMap(({ name, policy }, index) =>
  kept[index]!.cells.flatMap((cell) =>
    cell.broken === undefined ? [] : [{ name, policy, cell, steps: cell.broken.trace.length }],
  ),
);

test('every switch is flipped to each other value, and every property has an answer', () => {
  expect(kept.map(({ flip }) => flip)).toEqual(flipsInOrder.map(({ name }) => name));
  const properties = [...invariants, ...transitionInvariants, ...liveness]
    .filter(({ profiles }) => profiles.includes('reference'))
    .map(({ id }) => id);
  for (const { cells } of kept) expect(cells.map(({ property }) => property)).toEqual(properties);
});

test('the reference breaks nothing, and each of its properties says something of it', () => {
  const [reference] = kept;
  expect(reference?.verdict).toBe('holds');
  expect(reference?.cells.filter(({ isSpokenOf }) => !isSpokenOf)).toEqual([]);
});

test('who may ask /dev/sva is asked of a process that has no device', () => {
  const [reference, flipped] = ['reference', 'devSvaBy: device-owner'].map((name) =>
    kept.find(({ flip }) => flip === name),
  );
  expect(flipped!.states).toBeLessThan(reference!.states);
});

test('a drain within the detach leaves no request behind: that it is no step of its own is all', () => {
  const found = broken.filter(({ name }) => name === 'drain: inside-detach');
  expect(found.map(({ cell }) => cell.property)).toEqual(['detached-slot-drains']);
});

test('every action is told in words and not by its name', () => {
  const tellers = [scopes.contest, underPolicy(scopes.small, DESIGNS['vfio-v7'])].flatMap(
    (scope) => {
      const before = machine.initial(scope);
      return machine.alphabet(scope).map((action) => ({ scope, action, before }));
    },
  );
  const sentences = actions.map(({ kind }) => {
    const { scope, action, before } = tellers.find((each) => each.action.kind === kind)!;
    const [input, outcome] = [{ faults: [] }, { kind: 'done' } as const];
    return told({ before, action, input, outcome, after: before }, scope.topology).sentence;
  });
  const named = actions.filter(({ kind }, index) =>
    sentences[index]!.toLowerCase().startsWith(`${kind} `),
  );
  expect(named.map(({ kind }) => kind)).toEqual([]);
  expect(new Set(sentences).size).toBe(actions.length);
});

describe('what each flip does to the claims about runs, decided again, is what is kept', () => {
  const asked = flipsInOrder.flatMap(({ name, policy }, index) => {
    const cells = kept[index]!.cells.slice(-liveness.length);
    const isBroken = cells.some((cell) => cell.broken !== undefined);
    return isBroken || name === 'reference' ? [{ name, policy, cells }] : [];
  });
  test.each(asked)('$name', ({ policy, cells }) => {
    expect(decideRuns(policy)).toEqual({ isDecided: true, cells });
  });

  test('an id may wait in quarantine for ever, and a device that was pulled out for its answer', () => {
    const runs = broken.filter(({ cell }) => cell.broken?.isRun === true);
    expect(runs.map(({ name, cell }) => `${name} breaks ${cell.property}`)).toEqual([
      'attachBy: anyone breaks drain-ends',
      'reuse: after-quarantine breaks drain-ends',
      'reuse: after-quarantine breaks let-go-comes-free',
      'reuse: after-quarantine breaks everything-comes-back',
      'removal: leaves-stale breaks pending-is-answered',
    ]);
  });
});

describe('each kept trace, made again, breaks the property at its last step and not before', () => {
  test.each(broken.filter(({ cell }) => cell.broken?.isRun !== true))(
    '$name: $cell.property in $steps',
    ({ policy, cell, steps }) => {
      const places = breakingSteps(policy, cell);
      expect(places).toEqual(places.map((_, place) => place === steps));
      expect(places).toHaveLength(steps + 1);
    },
  );
});
