/**
 * Is a recording of the IOMMU core that cannot be read told field by field, and one that cannot
 * have happened told apart from a wrong answer? Answered with one spoiled line for each way. A
 * field not spoiled here is read by the same schemas.
 */
import { describe, expect, test } from 'vitest';
import { validateTrace } from '#harness';
import { attach, bind, fault, header, snapshot, spawn } from './small-iommu-trace.js';
import { messageAbout, ndjson } from './small-trace.js';
import { tempFiles } from './temp-files.js';

const temp = tempFiles();
const spoiled = (...records: readonly unknown[]) => messageAbout(temp.write(ndjson(...records)));
const told = (line: number, message: string): string =>
  `FILE:${line}: expected ${message}. Next: sed -n '${line}p' FILE | cut -c1-300`;

test('the trace that the cases below spoil is accepted', async () => {
  const file = temp.write(ndjson(header, spawn, bind, fault, attach, snapshot));
  expect(await validateTrace(file)).toMatchObject({ kind: 'accepted', calls: 3, snapshots: 1 });
});

describe('a header with an impossible machine is told', () => {
  const { scope } = header;
  const [g0] = scope.groups;
  const [d0, d1] = g0!.devices;
  const [d2] = scope.ungrouped;
  const [D0] = scope.domains;

  test.each([
    ['size', { size: 'huge' }, `size' to be one of small, medium, large, saw "huge"`],
    ['no groups', { groups: undefined }, "groups' to be a list of groups, saw nothing"],
    [
      'IOMMU driver',
      { groups: [{ ...g0, driver: 'C' }] },
      `groups.0.driver' to be one of A, B, saw "C"`,
    ],
    [
      'group twice',
      { groups: [g0, { ...g0, devices: [] }] },
      `groups' to be a list without repetition, saw "g0"`,
    ],
    [
      'device twice',
      { groups: [{ ...g0, devices: [d0, d1, { ...d2!, dev: 'd0', driver: undefined }] }] },
      `devices' to be a list without repetition, saw "d0"`,
    ],
    [
      'device in a group and out of it',
      { ungrouped: [{ ...d2, dev: 'd1' }] },
      `devices' to be a list without repetition, saw "d1"`,
    ],
    [
      'maxPasids',
      { ungrouped: [{ ...d2, maxPasids: 2 ** 20 + 1 }] },
      "ungrouped.0.maxPasids' to be a whole number from 0 to 1048576, saw 1048577",
    ],
    [
      'no device',
      { groups: [], ungrouped: [] },
      "groups' to be groups with at least one device, saw []",
    ],
    ['domain twice', { domains: [D0, D0] }, `domains' to be a list without repetition, saw "D0"`],
    [
      'type of a domain',
      { domains: [{ ...D0, type: 'sva' }] },
      `domains.0.type' to be one of unmanaged, saw "sva"`,
    ],
    [
      'name of a domain',
      { domains: [{ ...D0, domain: 'sva:m0' }] },
      "domains.0.domain' to be a name of letters, digits, _, . and -, which begins with a letter, " +
        'saw "sva:m0"',
    ],
    ['owner twice', { owners: ['o0', 'o0'] }, `owners' to be a list without repetition, saw "o0"`],
    ['no living mm', { maxLiveMms: 0 }, "maxLiveMms' to be a whole number from 1 to 32768, saw 0"],
  ])('%s', async (_name, part, message) => {
    const other = { ...header, scope: { ...scope, ...part } };
    expect(await spoiled(other, spawn, bind)).toBe(told(1, `field 'scope.${message}`));
  });
});

describe('a call that cannot be read is told', () => {
  const call = (name: string, rest: object) => ({ n: 3, call: name, ...rest });
  const detach = { domain: 'D0', dev: 'd0', pasid: 2 };
  const { ret: _ret, ...unanswered } = attach;
  const U32 = 'a whole number from 0 to 4294967295';
  const noMm = 'an mm that was made and did not exit';

  test.each([
    ['field missing', { ...unanswered, n: 3 }, "'ret' to be a number, saw nothing"],
    ['field type', { ...attach, n: 3, ret: '0' }, `'ret' to be a number, saw "0"`],
    ['unknown field', { ...attach, n: 3, id: 1 }, "'id' to be absent, saw 1"],
    ['gap in n', attach, "'n' to be 3, the next number, saw 4"],
    [
      'device',
      call('iommu_alloc_global_pasid', { dev: 'd9', pasid: 2 }),
      `'dev' to be one of d0, d1, d2, saw "d9"`,
    ],
    [
      'group',
      call('iommu_group_release_dma_owner', { group: 'g1' }),
      `'group' to be one of g0, saw "g1"`,
    ],
    ['domain', { ...attach, n: 3, domain: 'D1' }, `'domain' to be one of D0, saw "D1"`],
    [
      'owner',
      call('iommu_device_claim_dma_owner', { dev: 'd0', owner: 'o1', ret: 0 }),
      `'owner' to be one of o0, or null, saw "o1"`,
    ],
    [
      'type of a look-up',
      call('iommu_attach_handle_get', { group: 'g0', pasid: 1, type: 'x', ret: 0 }),
      `'type' to be one of any, unmanaged, sva, saw "x"`,
    ],
    [
      'attach handle',
      { ...attach, n: 3, handle: 'h1' },
      `'handle' to be a name a1 to a1073741824, or null, saw "h1"`,
    ],
    ['PASID below 0', { ...attach, n: 3, pasid: -1 }, `'pasid' to be ${U32}, saw -1`],
    [
      'PASID beyond 32 bits',
      { ...attach, n: 3, pasid: 2 ** 32 },
      `'pasid' to be ${U32}, saw 4294967296`,
    ],
    [
      'detach without a group',
      call('iommu_detach_device_pasid', { ...detach, dev: 'd2' }),
      `'dev' to be one of d0, d1 (devices in a group), saw "d2"`,
    ],
    [
      'release without a group',
      call('iommu_device_release_dma_owner', { dev: 'd2' }),
      `'dev' to be one of d0, d1 (devices in a group), saw "d2"`,
    ],
    ['bind of no mm', { ...bind, n: 3, mm: 'm1' }, `'mm' to be ${noMm}, saw "m1"`],
    ['fork of no mm', call('fork', { mm: 'm1', child: 'm2' }), `'mm' to be ${noMm}, saw "m1"`],
    ['exit of no mm', call('exit', { mm: 'm1', dropped: true }), `'mm' to be ${noMm}, saw "m1"`],
    [
      'mm again',
      call('mm_init', { mm: 'm0' }),
      `'mm' to be a new name, or that of an mm that is dropped, saw "m0"`,
    ],
    [
      'child again',
      call('fork', { mm: 'm0', child: 'm0' }),
      `'child' to be a new name, or that of an mm that is dropped, saw "m0"`,
    ],
    [
      'handle never made',
      call('iommu_sva_unbind_device', { handle: 'h2', dropped: false }),
      `'handle' to be a live SVA handle, saw "h2"`,
    ],
    [
      'handle of an attach',
      call('iommu_sva_get_pasid', { handle: 'a1', pasid: 1 }),
      `'handle' to be a live SVA handle, saw "a1"`,
    ],
    [
      'default domain again',
      call('group_default_domain_ready', { group: 'g0' }),
      `'group' to be a group without its default domain, saw "g0"`,
    ],
  ])('%s', async (_name, line, message) => {
    expect(await spoiled(header, spawn, bind, line)).toBe(told(4, `field ${message}`));
  });

  test('a call of another family', async () => {
    expect(await spoiled(header, { n: 1, call: 'write' })).toMatch(
      /^FILE:2: expected field 'call' to be one of mm_init, fork, exit, .*, saw "write"\./,
    );
  });

  test('an mm that exited is bound no more', async () => {
    const exit = { n: 3, call: 'exit', mm: 'm0', dropped: false };
    expect(await spoiled(header, spawn, bind, exit, { ...bind, n: 4 })).toBe(
      told(5, `field 'mm' to be ${noMm}, saw "m0"`),
    );
  });

  test('a handle without users is unbound no more', async () => {
    const unbind = { n: 3, call: 'iommu_sva_unbind_device', handle: 'h1', dropped: false };
    expect(await spoiled(header, spawn, bind, unbind, { ...unbind, n: 4 })).toBe(
      told(5, `field 'handle' to be a live SVA handle, saw "h1"`),
    );
  });

  test('more living mms than the header says', async () => {
    const more = [
      { n: 2, call: 'mm_init', mm: 'm1' },
      { n: 3, call: 'mm_init', mm: 'm2' },
    ];
    expect(await spoiled(header, spawn, ...more)).toBe(
      told(4, `field 'mm' to be one of at most 2 living mms (scope.maxLiveMms), saw "m2"`),
    );
  });
});

describe('a snapshot in another shape is told', () => {
  const { state } = snapshot;
  const { g0 } = state.groups;
  const { d0, d1 } = state.hw;
  const { m0 } = state.mms;

  test.each([
    ['pool', { pool: ['1'] }, `pool.0' to be a whole number from 0 to 9007199254740991, saw "1"`],
    ['group missing', { groups: {} }, "groups.g0' to be an object, saw nothing"],
    ['group unknown', { groups: { g0, g1: 1 } }, "groups.g1' to be absent, saw 1"],
    [
      'slot',
      { groups: { g0: { ...g0, slots: { 1: 'h1' } } } },
      `groups.g0.slots.1' to be an object, saw "h1"`,
    ],
    [
      'PASID of a slot',
      { groups: { g0: { ...g0, slots: { x: { domain: null, handle: null } } } } },
      `groups.g0.slots.x' to be an object whose keys are PASIDs, saw {"domain":null,"handle":null}`,
    ],
    [
      'device missing',
      { hw: { d0, d1 } },
      "hw.d2' to be an object whose keys are PASIDs, saw nothing",
    ],
    ['alive', { mms: { m0: { ...m0, alive: 1 } } }, "mms.m0.alive' to be true or false, saw 1"],
    ['handle', { handles: { h1: { users: 1 } } }, "handles.h1.dev' to be a string, saw nothing"],
  ])('%s', async (_name, part, message) => {
    const line = { ...snapshot, state: { ...state, ...part } };
    expect(await spoiled(header, spawn, bind, fault, attach, line)).toBe(
      told(6, `field 'state.${message}`),
    );
  });
});
