/**
 * Do the metamorphic relations hold, of the model and of the implementation, and can each of them
 * fail? Random runs are made a second time with a change that must not matter. Each relation is then
 * asked of an implementation that breaks it; the model's own is asked of a run that was tampered with.
 * A mistake that looks the same from every side would go unnoticed here; the refinement looks for it.
 */
import { describe, expect, test } from 'vitest';
import { verifyRelations } from '#cli';
import { type PasidDriver, ROOT_CGROUP, type Topology } from '#contract';
import {
  checkRelation,
  implementation,
  type Relation,
  relations,
  type Target,
  targets,
} from '#harness';
import { createPasidDriver } from '#implementation';
import { initialState, scopes } from '#model';
import { silent } from './terminal.js';

const RUN = { seed: 1, runs: 12, runsUntilBroken: 400 };

describe('holds in runs that have what it speaks of', () => {
  test.each(relations)('$id', (relation) => {
    const report = checkRelation(relation, { ...RUN, target: implementation });
    expect(report.failure).toBeUndefined();
    for (const count of Object.values(report.exercised)) expect(count).toBeGreaterThan(0);
  });
});

const ENOSPC = -28;

/** Methods that replace those of the shipped driver. */
type Wrong = (driver: PasidDriver, topology: Topology) => Partial<PasidDriver>;

/** The shipped driver with some methods replaced. */
function wrongly(name: string, wrong: Wrong): Target {
  return {
    name,
    create(topology, platform) {
      const driver = createPasidDriver(topology, platform);
      const replaced = new Map(Object.entries(wrong(driver, topology)));
      return new Proxy(driver, {
        get(shipped, method) {
          const own: unknown = Reflect.get(shipped, method, shipped);
          const other = replaced.get(String(method));
          return other ?? (typeof own === 'function' ? own.bind(shipped) : own);
        },
      });
    },
  };
}

function seeded(name: string): Target {
  return targets.get(`defect/${name}`)!;
}

/** For each relation of the implementation, one that breaks it. */
const breaking: Readonly<Record<string, Target>> = {
  'like-processes': wrongly('process 1 never exits', (driver) => ({
    processExit: (process) => (Number(process) === 1 ? 0 : driver.processExit(process)),
  })),
  'like-address-spaces': wrongly('address space 1 cannot be bound', (driver) => ({
    svaBind: (device, mm) => (Number(mm) === 1 ? ENOSPC : driver.svaBind(device, mm)),
  })),
  'like-devices': seeded('tells-first-member-only'),
  'like-cgroups': wrongly('cgroup 1 has no limit', (driver) => ({
    cgroupSetMax: (cgroup, max) => (Number(cgroup) === 1 ? 0 : driver.cgroupSetMax(cgroup, max)),
  })),
  'refusals-deleted': wrongly('a refused bind is the last bind', (driver) => {
    let isRefused = false;
    return {
      svaBind(device, mm) {
        const answer = isRefused ? ENOSPC : driver.svaBind(device, mm);
        isRefused = answer < 0;
        return answer;
      },
    };
  }),
  'queries-deleted': wrongly(
    'after a system PASID was disabled, be there one or not, all is spawned in the root',
    (driver) => {
      let isDisabled = false;
      return {
        kernelPasidDisable(device) {
          isDisabled = true;
          return driver.kernelPasidDisable(device);
        },
        processSpawn: (process, mm, cgroup) =>
          driver.processSpawn(process, mm, isDisabled ? ROOT_CGROUP : cgroup),
      };
    },
  ),
  'neighbours-commute': wrongly(
    'what is spawned next to a probe is spawned in the root',
    (driver) => {
      let isProbed = false;
      return {
        driverProbe(device) {
          isProbed = true;
          return driver.driverProbe(device);
        },
        processSpawn(process, mm, cgroup) {
          const into = isProbed ? ROOT_CGROUP : cgroup;
          isProbed = false;
          return driver.processSpawn(process, mm, into);
        },
      };
    },
  ),
  'snapshots-invisible': wrongly('nothing is taken back', () => ({ restore: () => undefined })),
  'limits-monotone': wrongly('no limit is the lowest limit', (driver) => ({
    cgroupSetMax: (cgroup, max) => driver.cgroupSetMax(cgroup, Number.isSafeInteger(max) ? max : 0),
  })),
  'idle-entities-invisible': wrongly('on odd machines nobody migrates', (driver, { devices }) => ({
    processMigrate: (process, cgroup) =>
      devices.length % 2 === 1 ? 0 : driver.processMigrate(process, cgroup),
  })),
  'tear-down-reaches-pristine': seeded('leaks-pasid-of-dropped-mm'),
};

const ofImplementation = relations.filter(({ sides }) => sides?.includes('implementation') ?? true);

describe('is broken by an implementation that does otherwise', () => {
  test.each(ofImplementation)('$id', (relation) => {
    const target = breaking[relation.id]!;
    const asking = { ...RUN, runs: RUN.runsUntilBroken, target, onFailure: 'stop' } as const;
    const report = checkRelation(relation, asking);
    expect(report.failure).toMatchObject({ side: 'implementation', reason: expect.any(String) });
    expect(report.failure!.run.length).toBeGreaterThan(0);
  });
});

test('each relation has something that breaks it', () => {
  expect(Object.keys(breaking)).toEqual(ofImplementation.map(({ id }) => id));
});

test('the recipe of a step is compared with the step', () => {
  const relation = relations.find(({ id }) => id === 'recipe-equals-step')!;
  const scope = scopes.small;
  const state = initialState(scope.topology);
  const action = { kind: 'process-spawn', process: 0, mm: 0, cgroup: 0 };
  const made = [{ action, faults: [], outcome: { kind: 'done' }, before: state, after: state }];
  const sample = { scope, made, choice: 0 } as unknown as Parameters<Relation['check']>[0];
  expect(relation.check(sample)).toMatchObject({
    exercised: true,
    failure: expect.stringMatching(/^process-spawn: processes\.0\.phase is "absent"/),
  });
});

describe('`verify`', () => {
  const text = { claim: 'Nothing is as it was.', why: 'Then nothing would be.' };

  test('is undecided where no run has what a relation speaks of', () => {
    const vain = { ...text, id: 'vain', check: () => ({ exercised: false }) };
    expect(verifyRelations(silent, RUN.seed, [vain])).toMatchObject({
      verdict: 'undecided',
      details: ['checked in vain, no run had what it speaks of: vain'],
      json: { relations: 1, reports: [{ id: 'vain', exercised: { model: 0, implementation: 0 } }] },
    });
  });

  test('shows the run in which a relation is broken', () => {
    const check: Relation['check'] = ({ made }) =>
      made.length > 0 ? { exercised: true, failure: 'step 1: all is lost' } : { exercised: false };
    const result = verifyRelations(silent, RUN.seed, [{ ...text, id: 'lost', check }]);
    expect(result.verdict).toBe('violated');
    expect(result.details).toEqual([
      'lost violated by the implementation, scope small-twins: step 1: all is lost',
      expect.stringMatching(/^ {2}1 {2}[a-z-]+ .* {4}\w+/),
      text.claim,
    ]);
  });
});
