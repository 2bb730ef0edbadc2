/**
 * What do the designs answer in which VFIO allocates? Short traces, played under each. Unnoticed
 * otherwise: a quota of VFIO or of a set that counts, reserves or gives back something else than its
 * series did, since no implementation follows them.
 */
import { expect, test } from 'vitest';
import {
  DESIGNS,
  type Design,
  deviceId,
  fileId,
  mmId,
  pasid,
  processId,
  ROOT_CGROUP,
} from '#contract';
import { type Action, type ActionKind, machine, type Scope, underPolicy } from '#model';
import { one, two } from './one-id.js';
import { shortestDifference } from './shortest-difference.js';

const use = { process: processId(0), file: fileId(1) };
const device = deviceId(0);

/** A process with the VFIO device open, which then does this; the answers to that. */
function answers(scope: Scope, design: Design, ...then: readonly Action[]) {
  const { process } = use;
  const opened: readonly Action[] = [
    { kind: 'process-spawn', process, mm: mmId(0), cgroup: ROOT_CGROUP },
    { kind: 'vfio-open', process, device },
  ];
  let state = machine.initial(underPolicy(scope, DESIGNS[design]));
  const outcomes = [...opened, ...then].map((action) => {
    const next = machine.step(state, action, { faults: [] });
    state = next.state;
    return next.outcome;
  });
  return { outcomes: outcomes.slice(opened.length), pool: state.pool };
}

const granted = (id: number) => ({ kind: 'granted', pasid: id });
const refused = (errno: string) => ({ kind: 'refused', errno });
const done = { kind: 'done' };

test('a spent quota of VFIO looks like an empty pool, one of a set does not', () => {
  const alphabet: readonly ActionKind[] = ['process-spawn', 'vfio-open', 'vfio-alloc'];
  const designs = [DESIGNS['vfio-v7'], DESIGNS['ioasid-set-v4']] as const;
  expect(shortestDifference({ ...two, alphabet }, designs)).toEqual({
    trace: [
      'process-spawn p0 mm0 cg0',
      'vfio-open p0 dev0',
      'vfio-alloc p0 file1',
      'vfio-alloc p0 file1',
    ],
    answers: ['ENOSPC', 'EAGAIN'],
  });
});

test('a reserve that its set does not use is out of reach for all others', () => {
  const others: Action = { kind: 'pasid-alloc-global', device };
  const own: Action = { kind: 'vfio-alloc', ...use };
  expect(answers(one, 'ioasid-set-v4', others, own).outcomes).toEqual([
    refused('ENOSPC'),
    granted(1),
  ]);
  // VFIO sees nothing of what others take, and so reserves nothing: they are there first.
  expect(answers(one, 'vfio-v7', others, own).outcomes).toEqual([granted(1), refused('ENOSPC')]);
});

test('what VFIO allocated it frees, and of any other id it says nothing', () => {
  const alloc: Action = { kind: 'vfio-alloc', ...use };
  const free = (id: number): Action => ({ kind: 'vfio-free', ...use, pasid: pasid(id) });
  const { outcomes } = answers(two, 'vfio-v7', alloc, free(2), alloc, free(1), alloc);
  expect(outcomes).toEqual([granted(1), done, refused('ENOSPC'), done, granted(1)]);
});

test('the last close gives back what a VFIO file allocated, and its reserve', () => {
  const { pool } = answers(
    one,
    'ioasid-set-v4',
    { kind: 'vfio-alloc', ...use },
    { kind: 'vfio-attach', ...use, pasid: pasid(1) },
    { kind: 'file-close', ...use },
    { kind: 'drain-complete', group: one.topology.devices[0]!.group!, pasid: pasid(1) },
    { kind: 'pasid-alloc-global', device },
  );
  expect(pool).toMatchObject({ allocatedCount: 1, allocatedFor: { 1: 0 }, throughVfio: {} });
});
