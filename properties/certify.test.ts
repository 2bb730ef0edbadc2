/**
 * Does a failing target end at the same certified counterexample, whatever seed it was found with and
 * whatever was recorded of it before, and is nothing certified of a target of which nothing can be
 * proven? Unnoticed otherwise: a certificate that depends on chance, or that speaks of another trace.
 */
import { describe, expect, test } from 'vitest';
import { processId } from '#contract';
import {
  certify,
  everything,
  implementation,
  type Path,
  readCounterexample,
  replay,
  runUnit,
  shrinkAgain,
  type Target,
  targets,
  unitOf,
  writeCounterexample,
} from '#harness';
import { type Action, ladder } from '#model';
import { tempFiles } from './temp-files.js';
import { say } from './terminal.js';

const { folder } = tempFiles();
const SEEDS = [1, 2, 3];
const STATES_MAX = 5_000;

const defect = targets.get('defect/inherits-pasid-on-fork')!;
/** A defect of two commands, so that every sequence can be made again from reset. */
const short = targets.get('defect/uncharges-twice')!;
/** A defect whose cache is in no snapshot. */
const hiding = targets.get('defect/aliases-pasids')!;

function found(target: Target, seed: number) {
  const setting = {
    target,
    checks: everything,
    path: 'mutable' as Path,
    callers: 'lawful',
  } as const;
  for (let number = 0; number < 100; number += 1) {
    const unit = unitOf(number);
    const { found: failing } = runUnit(unit, seed, setting);
    if (failing !== undefined) return { scope: unit.scope, run: failing.run };
  }
  throw new Error(`properties: seed ${seed} found nothing`);
}

function certified(target: Target, seed: number, statesMax = STATES_MAX) {
  return certify({ target, callers: 'lawful', ...found(target, seed), statesMax });
}

function written(target: Target, { scope, run, certificate }: ReturnType<typeof certified>) {
  const failure = run.failure!;
  const recorded = { target: target.name, callers: 'lawful' as const, scope, run, failure };
  return writeCounterexample(folder, { ...recorded, certificate });
}

test(`seeds ${SEEDS.join(', ')} end at one counterexample, byte for byte in one file`, async () => {
  const files = [];
  for (const seed of SEEDS) files.push(await written(defect, certified(defect, seed)));
  expect(new Set(files).size).toBe(1);
  const { certificate, scope, trace } = await readCounterexample(files[0]!);
  expect({ certificate, scope: scope.name, length: trace.length }).toMatchObject({
    certificate: { complete: true, provenTo: 2, scope: 'families' },
    scope: 'families',
    length: 3,
  });
});

test('a target without snapshots ends at the same trace, and nothing of it is merged', () => {
  const merged = certified(short, 1);
  const listed = certified({ ...short, lacks: ['snapshots'] }, 1);
  expect(listed.run.trace).toEqual(merged.run.trace);
  expect(listed.scope).toBe(merged.scope);
  const { productStates, sequences } = listed.certificate!;
  // The empty sequence of each rung, and one state for each sequence that was made.
  expect(sequences).toBe(productStates - ladder().length);
  expect(sequences).toBeGreaterThan(merged.certificate!.sequences);
});

test('nor is anything merged of a target whose failure needs what its snapshots lack', () => {
  const { certificate, run } = certified(hiding, 1);
  expect(certificate).toMatchObject({ complete: true, provenTo: 1 });
  expect(certificate!.sequences).toBe(certificate!.productStates - ladder().length);
  expect(run.trace).toHaveLength(2);
});

test('nor of a target that shows what its snapshots lack', () => {
  const showing: Target = {
    name: 'showing',
    create(topology, platform) {
      const driver = implementation.create(topology, platform);
      let exits = 0;
      return Object.assign(Object.create(driver) as typeof driver, {
        processExit(process: Parameters<typeof driver.processExit>[0]) {
          exits += 1;
          return driver.processExit(process);
        },
        restore(snapshot: Uint8Array) {
          exits = 0;
          driver.restore(snapshot);
        },
        view() {
          const { pool, ...view } = driver.view();
          return { ...view, pool: { ...pool, allocatedCount: pool.allocatedCount + exits } };
        },
      });
    },
  };
  const { certificate, run } = certified(showing, 1);
  expect(certificate).toMatchObject({ complete: true, provenTo: 1 });
  expect(certificate!.sequences).toBe(certificate!.productStates - ladder().length);
  expect(run.trace).toHaveLength(2);
});

describe('nothing is certified', () => {
  test('of a target that says that it is not deterministic', () => {
    const { certificate, run } = certified({ ...short, lacks: ['determinism'] }, 1);
    expect(certificate).toBeUndefined();
    expect(run.failure).toBeDefined();
  });

  test('of a target that is found not to be', () => {
    const failing = found(short, 1);
    let boots = 0;
    const moody: Target = {
      name: 'moody',
      create: (topology, platform) =>
        (boots++ % 2 === 0 ? short : implementation).create(topology, platform),
    };
    const given = { target: moody, callers: 'lawful', statesMax: STATES_MAX } as const;
    expect(certify({ ...given, ...failing })).toEqual(failing);
  });
});

test('a search that its budget ends says how far it came, and leaves the trace as it was', () => {
  const failing = found(defect, 1);
  const given = { target: defect, callers: 'lawful', ...failing } as const;
  const { certificate, run, scope } = certify({ ...given, statesMax: 150 });
  expect(certificate).toMatchObject({ complete: false, provenTo: 1 });
  expect({ run, scope }).toEqual(failing);
});

describe('shrink', () => {
  test('makes what can be made of a trace that was recorded before the machine changed', () => {
    const least = certified(defect, 1);
    const exits: Action = { kind: 'process-exit', process: processId(1) };
    const { trace } = least.run;
    const older = { action: exits, faults: [] };
    const counterexample = {
      target: defect.name,
      callers: 'lawful',
      scope: least.scope,
      property: 'single-owner',
      trace: [trace[0]!, older, ...trace.slice(1)],
    } as const;
    expect(replay(defect, counterexample)).toEqual({ step: 2, unmade: 'it means nothing there' });
    expect(shrinkAgain(defect, counterexample)).toMatchObject({ made: 3, run: { trace } });
  });

  test('says of a stored counterexample that it is the shortest, and writes it again', async () => {
    const file = await written(short, certified(short, 1));
    const said = await say('shrink', file, '--corpus', folder);
    expect(said.exitCode).toBe(1);
    expect(said.out).toMatch(/violated: from 2 commands to 2$/m);
    expect(said.out).toMatch(/^Shortest: no sequence of up to 1 commands fails/m);
  });

  test('says of a target that no longer fails that there is nothing to shrink', async () => {
    const file = await written(short, certified(short, 1));
    const said = await say('shrink', '--target', 'implementation', file, '--corpus', folder);
    expect(said).toMatchObject({ exitCode: 0, out: expect.stringMatching(/nothing to shrink/) });
  });
});
