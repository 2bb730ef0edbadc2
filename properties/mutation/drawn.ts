import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Search } from '#checker';
import { POLICIES, type Policy } from '#contract';
import {
  boot,
  type Callers,
  type DIRECTED,
  drive,
  everything,
  implementation,
  ProductSystem,
  runDraws,
  runOfDraws,
  runUnit,
  Seen,
  type Target,
  unitOf,
} from '#harness';
import { PasidPool } from '#implementation';
import { type Scope, scopes, underPolicy } from '#model';
import { idsBelow, requests, wrongAnswers } from '../pool-requests.js';
import type { Check } from './check.js';

/** All checks draw from the seed; the others are of the longest stretch of runs, which comes last. */
const RUN = { seed: 1127, runs: 20, scope: scopes.small };

/** Whether both sides answer and become the same, and nothing of what is claimed. */
const agreement = { ...everything, invariants: [], transitionInvariants: [] };

/** So many runs of a scope, with every check after every step. */
export function runs(scope: Scope, count: number, callers: Callers, target: Target): Check {
  return {
    name: `${count} runs in scope ${scope.name}, ${callers} callers, ${target.name}`,
    run() {
      const unit = { ...unitOf(0, scope), runs: count };
      const setting = { target, checks: everything, path: 'mutable', callers } as const;
      assert.equal(runUnit(unit, RUN.seed, setting, 'stop').found, undefined);
    },
  };
}

/** Runs that go where rare answers are given, in scopes whose callers make few kinds of calls. */
export function directed(scopesAndWeights: (typeof DIRECTED)['reference'], times: number): Check {
  return {
    name: `${times} times the runs in ${scopesAndWeights.length} scopes of few calls`,
    run() {
      const setting = { target: implementation, checks: agreement, callers: 'sloppy' } as const;
      for (const [scope, weight] of scopesAndWeights) {
        const session = { ...setting, scope, path: 'mutable', seen: new Seen() } as const;
        const sampling = { seed: RUN.seed, numRuns: weight * times };
        for (const draws of fc.sample(runOfDraws(80), sampling)) {
          assert.equal(runDraws(session, draws).failure, undefined);
        }
      }
    },
  };
}

/** A small machine that decides otherwise in one place; what is claimed of the reference does not bind it. */
export function flipped(decision: Partial<Policy>, count: number): Check {
  const scope = underPolicy(scopes.small, { ...POLICIES.reference, ...decision });
  return {
    name: `${count} runs under ${JSON.stringify(decision)}`,
    run() {
      const unit = { ...unitOf(0, scope), runs: count };
      const setting = { target: implementation, checks: agreement, path: 'mutable' } as const;
      const { found } = runUnit(unit, RUN.seed, { ...setting, callers: 'sloppy' }, 'stop');
      assert.equal(found, undefined);
    },
  };
}

/** The product with the model, to so many of its states. */
export function product(scope: Scope, states: number, callers: Callers): Check {
  return {
    name: `${states} pairs of states in scope ${scope.name}, ${callers} callers`,
    run() {
      const search = new Search(new ProductSystem(scope, implementation, callers), { exact: true });
      search.advance(states);
      assert.equal(search.report().violation, undefined);
    },
  };
}

/** A second machine is put where the first one is, after each command, and has to look like it. */
export function restored(scope: Scope, count: number): Check {
  return {
    name: `${count} runs in scope ${scope.name}, each state restored`,
    run() {
      const second = boot(implementation, scope.topology);
      const bytesOf = new Map<string, Uint8Array>();
      const setting = {
        scope,
        target: implementation,
        checks: everything,
        path: 'mutable',
      } as const;
      const property = fc.property(runOfDraws(60), (drawn) => {
        const { trace } = runDraws({ ...setting, callers: 'lawful', seen: new Seen() }, drawn);
        const first = boot(implementation, scope.topology);
        for (const { action, faults } of trace) {
          drive(first, action, faults);
          const bytes = first.driver.snapshot();
          const view = JSON.stringify(first.driver.view());
          second.driver.restore(bytes);
          assert.equal(JSON.stringify(second.driver.view()), view);
          assert.deepEqual(second.driver.snapshot(), bytes);
          assert.deepEqual(bytesOf.get(view) ?? bytes, bytes);
          bytesOf.set(view, bytes);
        }
      });
      fc.assert(property, { seed: RUN.seed, numRuns: count, endOnFailure: true });
    },
  };
}

/** The pool against a plain set of what is free, in pools of this size. */
export function pool(limit: number, count: number): Check {
  return {
    name: `a pool of the ids below ${limit}`,
    run() {
      const property = fc.property(requests(limit), (made) => {
        const asked = new PasidPool(limit);
        const free = new Set(idsBelow(limit));
        assert.deepEqual(
          wrongAnswers(asked, free, made, (id) => id < limit && !free.has(id)),
          [],
        );
        assert.equal(asked.view().allocatedCount, limit - 1 - free.size);
        assert.equal(asked.representationFault(), undefined);
      });
      fc.assert(property, { seed: RUN.seed, numRuns: count, endOnFailure: true });
    },
  };
}

/** The longest stretch. */
export const longRuns: Check = runs(RUN.scope, RUN.runs, 'lawful', implementation);
