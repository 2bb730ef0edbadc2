/**
 * Is a call or a snapshot that cannot be read told field by field, and no number rounded? Answered
 * with one spoiled line for each way. A field not spoiled here is read by the same schemas.
 */
import { describe, expect, test } from 'vitest';
import { validateTrace } from '#harness';
import { capacity, charge, header, messageAbout, ndjson, row, snapshot } from './small-trace.js';
import { tempFiles } from './temp-files.js';

const temp = tempFiles();
const spoiled = (content: string | Uint8Array) => messageAbout(temp.write(content));

describe('a call that cannot be read is told', () => {
  const { ret: _ret, ...unanswered } = charge;
  const write = { n: 2, call: 'write', cg: 'c1', file: 'misc.max', text: 'sev 1', ret: 5 };
  const read = { n: 2, call: 'read', cg: 'c1', file: 'misc.events', text: '' };
  const WHOLE = 'a whole number from 0 to 9007199254740991';

  test.each([
    [
      'unknown call',
      { n: 2, call: 'mm_init' },
      "field 'call' to be one of misc_cg_set_capacity, write, misc_cg_try_charge, " +
        'misc_cg_uncharge, read, misc_cg_res_total_usage, saw "mm_init"',
    ],
    [
      'fault',
      { n: 2, inject: 'kzalloc', errno: -12 },
      'a call or a snapshot (nothing is injected in family misc-cgroup), saw a fault: inject "kzalloc"',
    ],
    ['missing field', unanswered, "field 'ret' to be a number, saw nothing"],
    ['field type', { ...charge, ret: '0' }, `field 'ret' to be a number, saw "0"`],
    ['half', { ...charge, ret: 0.5 }, "field 'ret' to be a whole number within 2^53, saw 0.5"],
    ['below 0', { ...charge, amount: -1 }, `field 'amount' to be ${WHOLE}, saw -1`],
    ['unknown field', { ...charge, id: 1 }, "field 'id' to be absent, saw 1"],
    ['warn false', { ...charge, warn: false }, "field 'warn' to be true, or absent, saw false"],
    ['no n', { ...charge, n: undefined }, `field 'n' to be ${WHOLE}, saw nothing`],
    ['gap in n', { ...charge, n: 3 }, "field 'n' to be 2, the next number, saw 3"],
    ['n again', { ...charge, n: 1 }, "field 'n' to be 2, the next number, saw 1"],
    ['n of a snapshot', snapshot, "field 'n' to be 1, that of the call before the snapshot, saw 2"],
    ['cgroup', { ...charge, cg: 'c9' }, `field 'cg' to be one of root, c1, or null, saw "c9"`],
    ['resource', { ...charge, res: 'pasid' }, `field 'res' to be one of sev, none, saw "pasid"`],
    [
      'file',
      { ...write, file: 'misc.peak' },
      `field 'file' to be one of misc.max, saw "misc.peak"`,
    ],
    [
      'file of the root',
      { ...read, file: 'misc.capacity' },
      `field 'cg' to be a cgroup that has misc.capacity (only the root), saw "c1"`,
    ],
    [
      'file of the others',
      { ...write, cg: 'root' },
      `field 'cg' to be a cgroup that has misc.max (all but the root), saw "root"`,
    ],
    [
      'limit beyond 2^53',
      { ...write, text: 'sev 9007199254740992', ret: 20 },
      'a limit of at most 9007199254740991, or 18446744073709551615, or max ' +
        '(both ledgers count exactly up to there), saw 9007199254740992',
    ],
  ])('%s', async (_name, line, message) => {
    const file = ndjson(header, capacity, line);
    expect(await spoiled(file)).toBe(
      `FILE:3: expected ${message}. Next: sed -n '3p' FILE | cut -c1-300`,
    );
  });

  test('amounts beyond 2^53 in sum', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const uncharge = { n: 2, call: 'misc_cg_uncharge', res: 'none', cg: null, amount: most };
    expect(await spoiled(ndjson(header, capacity, uncharge, { ...charge, n: 3 }))).toBe(
      `FILE:4: expected amounts of at most ${most} in sum (both ledgers count exactly up to there), ` +
        "saw amount 1, which passes it. Next: sed -n '4p' FILE | cut -c1-300",
    );
  });
});

describe('integers that JSON.parse would round', () => {
  const withCapacity = (number: string, more = '') =>
    `${ndjson(header)}{"n":1,"call":"misc_cg_set_capacity","res":"sev","capacity":${number},"ret":0}\n${more}`;

  test.each(['9007199254740993', '18446744073709551614', '18446744073709551616'])(
    '%s is told as it stands in the file',
    async (number) => {
      expect(await spoiled(withCapacity(number))).toContain(
        "FILE:2: expected field 'capacity' to be a whole number from 0 to 9007199254740991, " +
          `or 18446744073709551615, saw ${number}. `,
      );
    },
  );

  test('U64_MAX is a capacity and a limit', async () => {
    const read =
      '{"n":2,"call":"read","cg":"root","file":"misc.capacity","text":"sev 18446744073709551615\\n"}';
    const zero = '{"usage":0,"peak":0,"max":18446744073709551615,"events":0,"eventsLocal":0}';
    const state = `{"n":2,"state":{"capacity":{"sev":18446744073709551615},"cgroups":{"root":{"sev":${zero}},"c1":{"sev":${zero}}}}}`;
    const file = temp.write(withCapacity('18446744073709551615', `${read}\n${state}\n`));
    expect(await validateTrace(file)).toMatchObject({ kind: 'accepted' });
  });

  test('a total usage below 0 may be written with its 64 bits', async () => {
    const calls = ndjson(header, {
      n: 1,
      call: 'misc_cg_uncharge',
      res: 'sev',
      cg: 'root',
      amount: 2,
      warn: true,
    });
    const usage =
      '{"n":2,"call":"misc_cg_res_total_usage","res":"sev","usage":18446744073709551614}\n';
    const off = { ...row, usage: 0, peak: 0 };
    const state = {
      capacity: { sev: 0 },
      cgroups: { root: { sev: { ...off, usage: -2 } }, c1: { sev: off } },
    };
    const file = temp.write(calls + usage + ndjson({ n: 2, state }));
    expect(await validateTrace(file)).toMatchObject({ kind: 'accepted' });
  });

  test('a peak that wrapped is told, not guessed', async () => {
    const calls = withCapacity(
      '18446744073709551615',
      ndjson(
        { n: 2, call: 'misc_cg_uncharge', res: 'sev', cg: 'root', amount: 5, warn: true },
        { n: 3, call: 'misc_cg_try_charge', res: 'sev', cg: 'root', amount: 1, ret: 0 },
        { n: 4, call: 'read', cg: 'root', file: 'misc.peak', text: 'sev 18446744073709551612\n' },
      ),
    );
    expect(await spoiled(calls)).toContain('FILE:5: expected peaks of at most 9007199254740991');
  });
});

describe('a snapshot has exactly the cgroups and resources of the header', () => {
  const { state } = snapshot;
  const { root } = state.cgroups;
  const { peak: _peak, ...peakless } = row;

  test.each([
    [
      'cgroup missing',
      { ...state, cgroups: { root } },
      "'state.cgroups.c1' to be an object, saw nothing",
    ],
    [
      'cgroup unknown',
      { ...state, cgroups: { ...state.cgroups, c2: root } },
      `'state.cgroups.c2' to be absent, saw ${JSON.stringify(root).slice(0, 60)}…`,
    ],
    [
      'resource missing',
      { ...state, cgroups: { ...state.cgroups, c1: {} } },
      "'state.cgroups.c1.sev' to be an object, saw nothing",
    ],
    [
      'resource unknown',
      { ...state, capacity: { sev: 6, pasid: 1 } },
      "'state.capacity.pasid' to be absent, saw 1",
    ],
    [
      'field missing',
      { ...state, cgroups: { ...state.cgroups, c1: { sev: peakless } } },
      "'state.cgroups.c1.sev.peak' to be a whole number from 0 to 9007199254740991, saw nothing",
    ],
  ])('%s', async (_name, other, message) => {
    expect(await spoiled(ndjson(header, capacity, charge, { n: 2, state: other }))).toBe(
      `FILE:4: expected field ${message}. Next: sed -n '4p' FILE | cut -c1-300`,
    );
  });
});
