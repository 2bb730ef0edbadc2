/**
 * Is what is written of a counterexample an ITF trace, and does it read back as what it was? Random
 * runs are written as if their last step had failed. The rules of ITF stand here as the format states
 * them, apart from the writer: what other tools refuse would else be noticed by their users. The
 * document beside the file has its five headings, whatever broke.
 */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alsoBroken,
  counterexampleOf,
  documentBeside,
  everything,
  implementation,
  properties,
  readStored,
  replay,
  runDraws,
  runOfDraws,
  Seen,
  targets,
  writeCounterexample,
} from '#harness';
import { type Scope, scopes } from '#model';
import { tempFiles } from './temp-files.js';

const RUN = {
  seed: 20201028,
  runs: 8,
  commandsMax: 40,
  scope: [scopes.small, scopes.kernel, scopes.vfio],
};

const { folder } = tempFiles();

/** A value as ITF allows it: no bare number, no null, no key that begins like those of the format. */
function isItfValue(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every(isItfValue);
  if (typeof value !== 'object' || value === null) return false;
  const [[key, content] = ['', undefined], ...others] = Object.entries(value);
  if (!key.startsWith('#')) {
    return Object.entries(value).every(([name, item]) => name[0] !== '#' && isItfValue(item));
  }
  if (others.length > 0) return false;
  if (key === '#bigint') return typeof content === 'string' && /^-?\d+$/.test(content);
  if (!Array.isArray(content)) return false;
  if (key === '#tup' || key === '#set') return content.every(isItfValue);
  return (
    key === '#map' &&
    content.every((pair: unknown) => Array.isArray(pair) && pair.length === 2 && isItfValue(pair))
  );
}

interface Itf {
  readonly vars: readonly string[];
  readonly states: readonly Readonly<Record<string, unknown>>[];
}

/** What of a file breaks the rules of ITF, or of the actions that MBT tools write into it. */
function offences({ vars, states }: Itf, kinds: readonly string[]): string[] {
  const picks = Object.keys(states[0]?.['mbt::nondetPicks'] as object).sort();
  return states.flatMap((state, i) => {
    const { '#meta': meta, ...values } = state;
    const drawn = values['mbt::nondetPicks'] as Readonly<Record<string, { readonly tag: string }>>;
    const rules: readonly (readonly [string, boolean])[] = [
      ['each variable has a value, and nothing else has one', same(Object.keys(values), vars)],
      ['each value is one of ITF', Object.values(values).every(isItfValue)],
      ['the state has its number', (meta as { index?: number }).index === i],
      ['the action is named', values['mbt::actionTaken'] === (kinds[i - 1] ?? 'init')],
      ['the picks are the same in each state', same(Object.keys(drawn), picks)],
      [
        'a pick is there or not',
        Object.values(drawn).every(({ tag }) => /^(Some|None)$/.test(tag)),
      ],
    ];
    return rules.filter(([, holds]) => !holds).map(([rule]) => `state ${i}: ${rule}`);
  });
}

const same = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join() === [...others].sort().join();

describe.each(RUN.scope)('what is written of a run in scope $name', (scope: Scope) => {
  test('is ITF, and reads back as the same calls with the same answers', async () => {
    const property = fc.asyncProperty(runOfDraws(RUN.commandsMax), async (drawn) => {
      const callers = 'lawful';
      const setting = { scope, callers, target: implementation, checks: everything } as const;
      const run = runDraws({ ...setting, path: 'mutable', seen: new Seen() }, drawn);
      fc.pre(run.trace.length > 0);
      const failure = { property: 'state', reason: 'as if <it> | had *failed*', at: [] } as const;
      const target = implementation.name;
      const file = await writeCounterexample(folder, { target, scope, callers, run, failure });
      const itf = JSON.parse(await readFile(file, 'utf8')) as Itf;
      expect(
        offences(
          itf,
          run.trace.map(({ action }) => action.kind),
        ),
      ).toEqual([]);
      expect(itf.states).toHaveLength(run.trace.length + 1);
      const { block, counterexample } = await readStored(file);
      expect(counterexampleOf(structuredClone(block))).toEqual(counterexample);
      expect(counterexample.trace).toEqual(run.trace);
      expect(replay(implementation, counterexample)).toEqual({ ...run, failure: undefined });
    });
    await fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
  });
});

test('a file that breaks a rule of ITF is one that offends', () => {
  const good = { '#meta': { index: 0 }, x: { '#bigint': '1' }, 'mbt::actionTaken': 'init' };
  const picks = { 'mbt::nondetPicks': {} };
  const vars = ['x', 'mbt::actionTaken', 'mbt::nondetPicks'];
  const judged = (state: object): string[] =>
    offences({ vars, states: [{ ...good, ...picks, ...state }] }, []);
  expect(judged({})).toEqual([]);
  for (const bad of [{ x: 1 }, { x: null }, { y: 'z' }, { x: { '#bigint': '' } }]) {
    expect(judged(bad)).toHaveLength(1);
  }
});

describe('the document of a counterexample', () => {
  const HEADINGS = [
    'Result',
    'Trace',
    'Why it is minimal',
    'Replay',
    'Why earlier checks missed it',
  ];
  const headings = (document: string): string[] =>
    document.split('\n').flatMap((line) => (line.startsWith('## ') ? [line.slice(3)] : []));

  test.each(properties)('has its five headings where %s is broken', async (broken) => {
    const { file, document } = await written({ property: broken });
    expect(headings(document)).toEqual(HEADINGS);
    expect(await readFile(documentBeside(file), 'utf8')).toBe(document);
  });

  test('says in words what is proven of the length, and what is not', async () => {
    const proof = { scope: scopes.small.name, sequences: 70, productStates: 30 };
    const nothing = await written({});
    expect(nothing.document).toMatch(
      /^Nothing is proven of its length. `npx pasid-verify shrink /m,
    );
    const least = await written({ certificate: { ...proof, provenTo: 0, complete: true } });
    expect(least.document).toMatch(/^No trace is shorter than one call\. /m);
    const open = await written({ certificate: { ...proof, provenTo: 1, complete: false } });
    expect(open.document).toMatch(
      /not proven to be the shortest.*up to one call fails.*none of these/,
    );
  });

  test('says who else would have noticed', async () => {
    const aliasing = targets.get('defect/inherits-pasid-on-fork')!;
    const { counterexample } = await readStored('counterexamples/single-owner/466a79dc.itf.json');
    const run = replay(aliasing, counterexample);
    if ('unmade' in run) throw new Error(`properties: ${run.unmade}`);
    const others = alsoBroken(aliasing, { ...counterexample, run });
    expect(others).toEqual(['fresh-mm-without-pasid', 'state']);
  });

  async function written(more: object) {
    const spawn = { kind: 'process-spawn', process: 0, mm: 0, cgroup: 0 };
    const run = { trace: [{ action: spawn, faults: [] }], outcomes: [{ kind: 'done' }] };
    const { property = 'state', ...fields } = more as { property?: string };
    const failure = { property, reason: 'it broke', at: [] };
    const recorded = { target: 'implementation', callers: 'lawful', scope: scopes.small };
    const all = { ...recorded, run: { ...run, failure }, failure, ...fields };
    const file = await writeCounterexample(folder, all as never);
    return { file, ...(await readStored(file)) };
  }
});
