/**
 * Does the command line answer as its users expect? Each command is run in this process, with its
 * exit code, what it prints and what it writes. What a real terminal draws is not looked at here.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { say } from './terminal.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pasid-verify-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const DEFECT = ['fuzz', '--target', 'defect/aliases-pasids', '--scope', 'small'];

describe('wrong usage', () => {
  const mistakes = [
    { argv: ['frob'], expected: /unknown command 'frob'\. Next: npx pasid-verify --help$/ },
    {
      argv: ['fuzz', '--bogus'],
      expected: /unknown option '--bogus'.*\. Next: npx pasid-verify fuzz --help$/,
    },
    {
      argv: ['fuzz', '--runs', '-1'],
      expected: /whole number from 1 to 1000000000, as in --runs 1000/,
    },
    { argv: ['fuzz', '--runs', '1.5'], expected: /whole number from 1/ },
    {
      argv: ['verify', '--seed', 'abc'],
      expected: /whole number from 0 to 4294967295, as in --seed 1/,
    },
    { argv: ['verify', '--budget', '0'], expected: /whole number from 1 to 86400/ },
    { argv: ['verify', '--budget', '9', '--runs', '9'], expected: /cannot be used with option/ },
    {
      argv: ['fuzz', '--scope', 'huge'],
      expected: /expected one of tiny, pair, vfio, .*, small, kernel, medium, large/,
    },
    {
      argv: ['fuzz', '--target', 'nope'],
      expected: /expected 'implementation', .* or 'defect\/NAME'/,
    },
    { argv: ['verify', '--report', 'html=x'], expected: /expected junit=FILE, as in --report/ },
    { argv: ['trace'], expected: /missing required argument 'file'/ },
    { argv: ['replay'], expected: /missing required argument 'file'/ },
    {
      argv: ['docs', '--bogus'],
      expected: /unknown option '--bogus'.*\. Next: npx pasid-verify docs --help$/,
    },
    { argv: ['docs', 'extra'], expected: /too many arguments/ },
    { argv: ['docs', '--folder', 'no/where'], expected: /expected a folder, or a new one/ },
    { argv: ['defects', 'extra'], expected: /too many arguments/ },
  ];
  test.each(mistakes)('$argv is answered in one line, with exit code 2', async (mistake) => {
    const said = await say(...mistake.argv);
    expect(said).toEqual({ exitCode: 2, out: '', error: expect.stringMatching(mistake.expected) });
    expect(said.error.split('\n')).toHaveLength(1);
    expect(said.error).toMatch(/ Next: npx pasid-verify /);
  });

  test.each([
    [
      'verify',
      'linux-6.12-iommu',
      'reference',
      /Next: .*verify --target \S+ --profile linux-6\.12$/,
    ],
    ['verify', 'linux-6.12-misc-cgroup', 'reference', /Next: .*--profile linux-6\.12$/],
    [
      'verify',
      'linux-6.1-ioasid',
      'linux-6.12',
      /expected no --profile: .*--target linux-6\.1-ioasid$/,
    ],
    ['verify', 'linux-6.1-misc-cgroup', 'linux-6.12', /expected no --profile: /],
    ['fuzz', 'linux-6.12-iommu', 'reference', /Next: .*fuzz --target \S+ --profile linux-6\.12$/],
    [
      'fuzz',
      'linux-6.1-ioasid',
      'linux-6.12',
      /against a small machine, by .*verify --target linux-6\.1-ioasid\. /,
    ],
  ])(
    '%s --target %s --profile %s says which profile there is',
    async (command, target, profile, next) => {
      const said = await say(command, '--target', target, '--profile', profile, '--runs', '1');
      expect(said).toEqual({ exitCode: 2, out: '', error: expect.stringMatching(next) });
    },
  );

  test('no command at all shows the commands and what to type', async () => {
    const said = await say();
    expect(said.exitCode).toBe(2);
    expect(said.out).toContain('Usage: pasid-verify');
    expect(said.error).toBe('pasid-verify: expected a command. Next: npx pasid-verify verify');
  });

  test.each(['verify', 'fuzz', 'replay', 'trace', 'defects', 'docs'])(
    '%s --help is no mistake',
    async (name) => {
      const said = await say(name, '--help');
      expect(said.exitCode).toBe(0);
      expect(said.out).toContain(`Usage: pasid-verify ${name}`);
    },
  );
});

describe('fuzz', () => {
  test('gives the same bytes for the same seed, and writes nothing where nothing is found', async () => {
    const argv = ['fuzz', '--runs', '60', '--seed', '7', '--json', '--corpus', folder];
    const said = await say(...argv);
    expect(await say(...argv)).toEqual(said);
    expect(JSON.parse(said.out)).toMatchObject({
      command: 'fuzz',
      runs: [{ runs: 60, seed: 7, target: 'implementation', callers: 'lawful' }],
    });
    expect(said.out).not.toContain('violated');
    expect(await readdir(folder)).toEqual([]);
  });

  test('records what it finds where replay finds it', async () => {
    const said = await say(...DEFECT, '--corpus', folder);
    expect(said.exitCode).toBe(1);
    const property = 'usage-equals-live-charges';
    expect(said.out).toMatch(
      new RegExp(`^${property} violated by defect/aliases-pasids, step 2`, 'm'),
    );
    expect(said.out).toMatch(/<- cg0 is charged for 2 ids, and 1 are live/);
    expect(said.out).toMatch(/^Shortest: no sequence of up to 1 commands fails in any scope/m);
    const [file] = await readdir(path.join(folder, property));
    const recorded = path.join(folder, property, file!);
    expect(said.out).toContain(`Replay   npx pasid-verify replay ${recorded}`);
    expect(await say('replay', recorded)).toMatchObject({ exitCode: 1 });
    expect(await say('replay', '--target', 'implementation', recorded)).toMatchObject({
      exitCode: 0,
    });
  });

  test('is undecided where a claim was checked in vain', async () => {
    const said = await say('fuzz', '--runs', '1', '--scope', 'tiny', '--corpus', folder);
    expect(said.exitCode).toBe(3);
    expect(said.out).toMatch(/^never reached: .*\nso checked in vain: .*admitted-within-max/m);
  });
});

test('verify says what was verified and what was not, and writes JUnit when asked', async () => {
  const junit = path.join(folder, 'verify.xml');
  // Of the smaller profile: CI runs the whole.
  const argv = ['verify', '--profile', 'linux-6.12', '--runs', '20'];
  const where = ['--corpus', path.join(folder, 'no'), '--report', `junit=${junit}`];
  const said = await say(...argv, ...where);
  // So few runs do not reach every witness, and then nothing is decided.
  expect(said.exitCode).toBe(3);
  expect(said.out).toMatch(
    /^trace misc-cgroup\/01-first-steps +accepted by model and implementation: 120 calls/m,
  );
  expect(said.out).toMatch(
    /^trace corrupt\/10-misc\S+ +altered copy, rejected at the altered line 220$/m,
  );
  expect(said.out).toMatch(/^metamorphic +\d+ relations, each exercised by \d+ runs or more/m);
  expect(said.out).toMatch(/^scope pair +536 states, 32639 generated, depth 9, 399 cut/m);
  expect(said.out).toMatch(/^fuzz +.*\d+ units, 11 runs[^]*^fuzz --sloppy +.*\d+ units, 9 runs/m);
  expect(said.out).toMatch(
    /^verified: 19 recordings \(10799 calls\), 0 counterexamples, \d+ relations, \d+ scopes to the end \(\d+ states, \d+ generated\), 0 claims about runs, 20 runs \(\d+ steps\), skipped: corpus\nundecided$/m,
  );
  const xml = await readFile(junit, 'utf8');
  expect(xml).toContain('name="trace iommu/01-first-steps"');
  expect(xml).toContain('failures="0"');
}, 180_000);

test('a budget stops the start of new units, and one unit always runs', async () => {
  const said = await say('fuzz', '--budget', '1', '--json', '--corpus', folder);
  expect(JSON.parse(said.out).runs[0].units).toBe(1);
});

describe('a destination that cannot be written is refused before any work is done', () => {
  const expected = { exitCode: 2, out: '' };

  test('a report into a folder that is not there', async () => {
    const said = await say('fuzz', '--report', `junit=${path.join(folder, 'deep', 'fuzz.xml')}`);
    expect(said).toMatchObject({ ...expected, error: expect.stringMatching(/an existing folder/) });
  });

  test('a report onto a folder, or onto a device', async () => {
    for (const file of [folder, '/dev/null']) {
      const said = await say('fuzz', '--report', `junit=${file}`);
      expect(said).toMatchObject({ ...expected, error: expect.stringMatching(/a regular file/) });
    }
  });

  test('a corpus that is a file', async () => {
    const said = await say('fuzz', '--corpus', 'package.json');
    expect(said).toMatchObject({ ...expected, error: expect.stringMatching(/expected a folder/) });
  });
});

describe('explain', () => {
  test('says of a claim of a small machine where it is not kept', async () => {
    const said = await say('explain', 'pasid-given-again');
    expect(said).toMatchObject({ exitCode: 0, error: '' });
    expect(said.out).toMatch(/^machine: The allocator of Linux 6.1$/m);
    expect(said.out).toMatch(/^not kept: 6.1 does not keep it \(B06\): in two steps, /m);
  });

  test('tells of a claim of the mails how it was decided, with the trace in words', async () => {
    const said = await say('explain', 'P15');
    expect(said).toMatchObject({ exitCode: 0, error: '' });
    expect(said.out).toMatch(/^C: holds in 10 states:$/m);
    expect(said.out).toMatch(/^C, without a reference: refuted in 1 step:$/m);
    expect(said.out).toMatch(/^ {2}- 1\. Process 0 of user 1 closes file2\.$/m);
    expect(said.out).toMatch(/^ {2}- So pasid 1 is occupied and not allocated\.$/m);
  });

  test('says of an invariant what it claims, why, and which defects it finds', async () => {
    const said = await say('explain', 'single-owner');
    expect(said.exitCode).toBe(0);
    for (const heading of ['claim', 'why', 'kernel', 'formula', 'antecedent', 'defects it finds']) {
      expect(said.out).toMatch(new RegExp(`^${heading}: ?`, 'm'));
    }
    expect(said.out).toContain('defect/aliases-pasids');
  });

  test('says of an action who calls it, what is checked in which order, and where that was read', async () => {
    const said = await say('explain', 'sva-bind');
    expect(said.exitCode).toBe(0);
    expect(said.out).toMatch(/^kernel: iommu_sva_bind_device \(6\.12\)$/m);
    expect(said.out).toMatch(/ENODEV: .*[^]*EOVERFLOW: .*[^]*ENOSPC: /);
  });

  test('names what is close, or where the names stand, where it knows nothing', async () => {
    const said = await say('explain', 'nothing');
    expect(said).toMatchObject({ exitCode: 2, out: '' });
    expect(said.error).toMatch(
      /^pasid-verify: expected an invariant, a fact, an action, a switch of the policy, a claim of the mails or a counterexample \(\.itf\.json\), saw "nothing"\. Next: npx pasid-verify explain NAME, /,
    );
    const near = await say('explain', 'sigle-owner');
    expect(near.error).toMatch(/saw "sigle-owner"\. Next: npx pasid-verify explain single-owner$/);
  });
});
