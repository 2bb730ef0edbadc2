/**
 * Is a broken counterexample named and refused? Each mistake is made in a good file, one at a time;
 * replay must answer with one line, exit code 2, and no verdict.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpusFiles } from '#harness';
import { say } from './terminal.js';

interface Block {
  version: number;
  target: string;
  property: string;
  step: number;
  scope: { topology: { processes: number; cgroups: object[]; devices: object[] } };
  commands: {
    action: Record<string, unknown>;
    faults: object[];
    given?: object;
  }[];
  certificate: Record<string, unknown>;
}

let folder: string;
let good: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pasid-verify-'));
  const files = (await corpusFiles('counterexamples')) ?? [];
  good = await readFile(files.find((file) => file.includes('single-owner'))!, 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

/** Replays the good file with one mistake in its block. */
async function replayed(mistake: (block: Block) => void) {
  const content = JSON.parse(good) as { '#meta': { 'pasid-verify': Block } };
  mistake(content['#meta']['pasid-verify']);
  const file = path.join(folder, 'broken.itf.json');
  await writeFile(file, JSON.stringify(content));
  return say('replay', file);
}

const mistakes: readonly [string, (block: Block) => void, RegExp][] = [
  [
    'an action that no longer exists',
    (b) => (b.commands[1]!.action['kind'] = 'sva-explode'),
    /an action kind of this version \(process-spawn.*saw 'sva-explode' in command 2/,
  ],
  [
    'an argument outside its domain',
    (b) => (b.commands[1]!.action['device'] = 99),
    /device of sva-bind to be a device of the scope, saw 99/,
  ],
  [
    'an argument too many',
    (b) => (b.commands[1]!.action['toString'] = 1),
    /arguments of sva-bind and no others, saw 'toString'/,
  ],
  [
    'a fault point the action has not',
    (b) => b.commands[0]!.faults.push({ at: 'xa_insert', errno: 'ENOMEM' }),
    /a fault point of process-spawn \(allocate_mm\), saw 'xa_insert'/,
  ],
  [
    'an errno that is none',
    (b) => b.commands[1]!.faults.push({ at: 'xa_insert', errno: 'toString' }),
    /an errno by name, saw 'toString'/,
  ],
  [
    'a reference to nothing',
    (b) => (b.commands[1]!.given = { handle: 7 }),
    /a reference from a pasid, an SVA handle or a file to an earlier command, saw a reference to command 7/,
  ],
  [
    'a property that is gone',
    (b) => (b.property = 'no-such-claim'),
    /a property of this version, saw 'no-such-claim'/,
  ],
  [
    'a target that is gone',
    (b) => (b.target = 'defect/gone'),
    /a target of this version, saw 'defect\/gone'/,
  ],
  ['another version', (b) => (b.version = 2), /version 3 of .*, saw version 2/],
  ['no commands', (b) => (b.commands = []), /commands: Invalid length/],
  ['a step that is not the last', (b) => (b.step = 1), /end at its failing step, saw step 1/],
  [
    'a certificate of another scope',
    (b) => (b.certificate['scope'] = 'vfio'),
    /a complete certificate of scope families, saw scope 'vfio'/,
  ],
  [
    'a certificate of a shorter trace',
    (b) => (b.certificate['provenTo'] = 1),
    /a complete certificate to prove 2 commands, one less than the trace has, saw provenTo 1/,
  ],
  [
    'a certificate that proves more than it can',
    (b) => Object.assign(b.certificate, { complete: false, provenTo: 4 }),
    /a certificate to prove at most 3 commands, as many as the trace has, saw provenTo 4/,
  ],
  [
    'a certificate without its budget',
    (b) => delete b.certificate['productStates'],
    /certificate\.productStates: Invalid key/,
  ],
  [
    'a device with more ids than 20 bits',
    (b) => (b.scope.topology.devices = [{ maxPasids: 2 ** 21 }]),
    /maxPasids: Invalid value/,
  ],
  [
    'a cgroup before its parent',
    (b) => (b.scope.topology.cgroups = [{ parent: 0 }]),
    /Expected the root first/,
  ],
  [
    'more processes than memory',
    (b) => (b.scope.topology.processes = 2 ** 53 - 1),
    /processes: Invalid value/,
  ],
];

describe('a counterexample is refused with', () => {
  test.each(mistakes)('%s', async (_, mistake, expected) => {
    const said = await replayed(mistake);
    expect(said).toEqual({ exitCode: 2, out: '', error: expect.stringMatching(expected) });
    expect(said.error.split('\n')).toHaveLength(1);
    expect(said.error).toMatch(/ Next: /);
  });

  test.each([
    ['an empty file', '', /saw an empty file/],
    ['half a file', '{"#meta": {', /expected JSON/],
    ['other JSON', '{}', /an ITF file with #meta/],
  ])('%s', async (_, content, expected) => {
    const file = path.join(folder, 'broken.itf.json');
    await writeFile(file, content);
    const said = await say('replay', file);
    expect(said).toEqual({ exitCode: 2, out: '', error: expect.stringMatching(expected) });
  });

  test('a folder, or nothing, in its place', async () => {
    await mkdir(path.join(folder, 'folder.itf.json'));
    const asFolder = await say('replay', path.join(folder, 'folder.itf.json'));
    expect(asFolder).toMatchObject({
      exitCode: 2,
      error: expect.stringMatching(/saw a directory/),
    });
    const asNothing = await say('replay', path.join(folder, 'nothing.itf.json'));
    expect(asNothing).toMatchObject({ exitCode: 2, error: expect.stringMatching(/no such file/) });
  });
});
