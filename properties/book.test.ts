/**
 * Is the invariant book true of the objects, and whole? It is generated in this process and held
 * against `docs/`; its links are followed, and what its words name is looked up. Whether the words
 * are right about a kernel is not asked here.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { book, doors, lifeStates } from '#cli';
import { bugs, type KernelEdit, kernelEdits, seededDefects } from '#harness';
import {
  facts,
  glossary,
  invariants,
  liveness,
  policySwitches,
  smallMachines,
  stateChapters,
  transitionChapters,
  transitionInvariants,
} from '#model';
import { say } from './terminal.js';

const claims = [...invariants, ...transitionInvariants];

test('docs/ is what the objects say', async () => {
  const said = await say('docs', '--check');
  expect(said).toEqual({ exitCode: 0, out: expect.stringMatching(/holds$/), error: '' });
});

describe('in another folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pasid-verify-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const file = (name: string): string => path.join(folder, name);
  const check = () => say('docs', '--check', '--folder', folder);

  test('pages that are missing, stale or surplus are named, and then put right', async () => {
    expect(await check()).toMatchObject({ exitCode: 1 });
    expect(await say('docs', '--folder', folder)).toMatchObject({ exitCode: 0 });
    expect(await check()).toMatchObject({ exitCode: 0 });

    const page = await readFile(file('facts.md'), 'utf8');
    await writeFile(file('facts.md'), page.replace('| <a id="i02"></a>', '| <a id="i20"></a>'));
    await writeFile(file('old.md'), page);
    await rm(file('actions.md'));
    const { exitCode, out } = await check();
    expect(exitCode).toBe(1);
    const next = `Next: npx pasid-verify docs --folder ${folder}`;
    expect(out).toMatch(/facts\.md +violated: stale: differs from line 16 on\. /);
    expect(out).toContain(`violated: missing: not there. ${next}`);
    expect(out).toContain(`violated: surplus: nothing that it is written from any more. ${next}`);
    expect(out.match(/violated: /g)).toHaveLength(3);

    expect(await say('docs', '--folder', folder)).toMatchObject({ exitCode: 0 });
    expect(await check()).toMatchObject({ exitCode: 0 });
  });

  test('a file that docs did not write is neither overwritten nor called surplus', async () => {
    await writeFile(file('notes.md'), 'My notes.\n');
    expect(await say('docs', '--folder', folder)).toMatchObject({ exitCode: 0 });
    expect(await check()).toMatchObject({ exitCode: 0 });

    await writeFile(file('README.md'), 'My own words.\n');
    await rm(file('facts.md'));
    const said = await say('docs', '--folder', folder);
    expect(said).toMatchObject({ exitCode: 2, out: '' });
    expect(said.error).toContain(`${file('README.md')}: expected a page that \`docs\` wrote`);
    expect(await readFile(file('README.md'), 'utf8')).toBe('My own words.\n');
    // Nothing was written before the refusal.
    await expect(readFile(file('facts.md'))).rejects.toThrow('ENOENT');
  });
});

test('each link of the book leads to a page and a place in it', () => {
  const pages = book();
  const places = new Map([...pages].map(([name, text]) => [name, placesIn(text)]));
  const broken: string[] = [];
  let links = 0;
  for (const [name, text] of pages) {
    for (const [, target] of text.matchAll(/\]\(([^)]+)\)/g)) {
      const [page, place] = target!.split('#') as [string, string?];
      const known = places.get(page === '' ? name : page);
      links += 1;
      if (known === undefined || (place !== undefined && !known.includes(place))) {
        broken.push(`${name}: ${target}`);
      }
    }
  }
  expect(broken).toEqual([]);
  expect(links).toBeGreaterThan(claims.length);
});

test('what the book cites of the sheet and the design is in it', () => {
  const unexplained = [...book()].flatMap(([name, text]) =>
    [...text.matchAll(/(?<!\[|<\/a>)\b(?:section|DESIGN) \d+\.\d+\b/g)].map(
      ([found]) => `${name}: ${found}; say what it decides in model/book/sheet.ts`,
    ),
  );
  expect(unexplained).toEqual([]);
});

test('no two places of a page have one name', () => {
  for (const [name, text] of book()) {
    const places = placesIn(text);
    const twice = places.filter((place, index) => places.indexOf(place) !== index);
    expect({ name, twice }).toEqual({ name, twice: [] });
  }
});

/** The names that a link can end in: headings as Markdown viewers name them, and anchors. */
function placesIn(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!)];
}

test('the sheet is whole: I01 to I67 and L1 to L8, in order', () => {
  const numbers = (kind: string, last: number, width: number): string[] =>
    Array.from({ length: last }, (_, at) => `${kind}${String(at + 1).padStart(width, '0')}`);
  expect(Object.keys(facts)).toEqual([...numbers('I', 67, 2), ...numbers('L', 8, 1)]);
});

test('each fact is stated by a claim or out of scope for a reason, and never both', () => {
  const small = smallMachines.flatMap((machine) => machine.claims);
  const stated = new Set<string>([...claims, ...liveness, ...small].flatMap(({ facts }) => facts));
  const outOfScope = Object.entries(facts).flatMap(([id, fact]) =>
    fact.outOfScope === undefined ? [] : [id],
  );
  const neither = Object.keys(facts).filter((id) => !stated.has(id) && !outOfScope.includes(id));
  expect(outOfScope.filter((id) => stated.has(id))).toEqual([]);
  expect(neither).toEqual([]);
});

test('each bug is restated by a defect or an edit of a kernel, or cannot be for a reason, and never both', () => {
  const edits: readonly KernelEdit[] = Object.values(kernelEdits).flat();
  const restated = new Set<string>([...seededDefects, ...edits].flatMap(({ bug }) => bug ?? []));
  const notHere = Object.entries(bugs).flatMap(([id, bug]) =>
    bug.notHere === undefined ? [] : [id],
  );
  const neither = Object.keys(bugs).filter((id) => !restated.has(id) && !notHere.includes(id));
  expect(notHere.filter((id) => restated.has(id))).toEqual([]);
  expect(neither).toEqual([]);
});

test('the chapters hold every claim, in reading order', () => {
  for (const [chapters, ordered] of [
    [stateChapters, invariants],
    [transitionChapters, transitionInvariants],
  ] as const) {
    const starts = chapters.map(({ first }) => ordered.findIndex(({ id }) => id === first));
    expect(starts[0]).toBe(0);
    expect(starts).toEqual([...new Set(starts)].sort((left, right) => left - right));
  }
  const text = book().get('invariants.md')!;
  const headings = [...text.matchAll(/^### (.*)$/gm)].map(([, id]) => id);
  expect(headings).toEqual([...claims, ...liveness].map(({ id }) => id));
});

test('each switch of the policy is read where its prose says', async () => {
  for (const [name, { readAt }] of Object.entries(policySwitches)) {
    for (const file of readAt) expect(await readFile(file, 'utf8')).toContain(name);
  }
});

describe('the diagrams', () => {
  test('show classes of PASIDs that the glossary explains', () => {
    const terms = glossary.map(({ term }) => term);
    expect(lifeStates().filter((state) => !terms.includes(state))).toEqual([]);
  });

  test.each(doors)('of $title name who takes part, in words that Mermaid reads', (door) => {
    const lanes = Object.keys(door.lanes);
    const named = door.calls.flatMap(({ from, to }) => [from, to]);
    expect([...new Set(named)].sort()).toEqual([...lanes].sort());
    const words = [...Object.values(door.lanes), ...door.calls.map(({ so }) => so)];
    // These end a line, begin an entity, or are keywords where a name is expected.
    expect(words.filter((word) => /[;#\n]|^end$/.test(word))).toEqual([]);
    expect(lanes.filter((lane) => !/^[a-z]+$/.test(lane) || lane === 'end')).toEqual([]);
  });
});

test('a term of the glossary is explained once', () => {
  const terms = glossary.map(({ term }) => term);
  expect(terms).toEqual([...new Set(terms)]);
});
