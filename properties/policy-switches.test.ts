/**
 * Does each switch of the policy decide something that a caller sees? For each of its values the
 * reference and the machine with that one value are searched together, breadth-first, for the
 * shortest trace on which they answer differently; it has to be the one written down here. Unnoticed
 * otherwise: a switch that nothing reads, or one that decides more than it says.
 */
import { expect, test } from 'vitest';
import { POLICIES } from '#contract';
import { type ActionKind, FLIPS, type Scope } from '#model';
import { one, siblings, two } from './one-id.js';
import { type Difference, shortestDifference } from './shortest-difference.js';

/** Where each flip shows, the actions that it takes, and the shortest trace of them. */
const SHOWN: Readonly<
  Record<string, { scope: Scope; alphabet: readonly ActionKind[] } & Difference>
> = {
  'quota: iommu': {
    scope: two,
    alphabet: ['process-spawn', 'dev-sva-open', 'dev-sva-alloc'],
    trace: [
      'process-spawn p0 mm0 cg0',
      'dev-sva-open p0',
      'dev-sva-alloc p0 file1 dev0',
      'dev-sva-alloc p0 file1 dev0',
    ],
    answers: ['granted', 'EAGAIN'],
  },
  'quota: set': {
    scope: one,
    alphabet: ['process-spawn', 'vfio-open', 'dev-sva-open', 'dev-sva-alloc'],
    trace: [
      'process-spawn p0 mm0 cg0',
      'dev-sva-open p0',
      'dev-sva-alloc p0 file1 dev0',
      'vfio-open p0 dev0',
    ],
    answers: ['opened', 'ENOSPC'],
  },
  'quota: vfio': {
    scope: one,
    alphabet: ['process-spawn', 'vfio-open', 'vfio-alloc'],
    trace: ['process-spawn p0 mm0 cg0', 'vfio-open p0 dev0', 'vfio-alloc p0 file1'],
    answers: ['done, with a warning', 'granted'],
  },
  'quota: none': {
    scope: one,
    alphabet: ['cgroup-set-max'],
    trace: ['cgroup-set-max cg0 1'],
    answers: ['ENOENT', 'done, with a warning'],
  },
  'charges: user-sets': {
    scope: two,
    alphabet: [
      'process-spawn',
      'cgroup-set-max',
      'process-exit',
      'pasid-alloc-global',
      'sva-bind',
      'dev-sva-open',
      'dev-sva-alloc',
    ],
    trace: [
      'process-spawn p0 mm0 cg1',
      'cgroup-set-max cg1 1',
      'sva-bind dev0 mm0',
      'dev-sva-open p0',
      'dev-sva-alloc p0 file1 dev0',
    ],
    answers: ['EAGAIN', 'granted'],
  },
  'migration: charge-moves': {
    scope: two,
    alphabet: [
      'process-spawn',
      'cgroup-set-max',
      'process-migrate',
      'dev-sva-open',
      'dev-sva-alloc',
    ],
    trace: [
      'process-spawn p0 mm0 cg0',
      'cgroup-set-max cg1 1',
      'dev-sva-open p0',
      'dev-sva-alloc p0 file1 dev0',
      'process-migrate p0 cg1',
      'dev-sva-alloc p0 file1 dev0',
    ],
    answers: ['granted', 'EAGAIN'],
  },
  'unchargeAt: free': {
    scope: two,
    alphabet: ['process-spawn', 'process-exit', 'cgroup-set-max', 'sva-bind', 'sva-unbind'],
    trace: [
      'process-spawn p0 mm0 cg1',
      'cgroup-set-max cg1 1',
      'sva-bind dev0 mm0',
      'process-exit p0',
      'sva-unbind h1',
      'process-spawn p0 mm0 cg1',
      'sva-bind dev0 mm0',
    ],
    answers: ['EAGAIN', 'bound'],
  },
  'attachBy: anyone': {
    scope: one,
    alphabet: ['pasid-attach'],
    trace: ['pasid-attach dev0 pasid 0 D1 reserved'],
    answers: ['EPERM', 'EINVAL'],
  },
  'freeBy: anyone': {
    scope: one,
    alphabet: ['pasid-free-global'],
    trace: ['pasid-free-global dev0 pasid 0'],
    answers: ['EPERM', 'done, with a warning'],
  },
  'devSvaBy: device-owner': {
    scope: one,
    alphabet: ['process-spawn', 'dev-sva-open', 'dev-sva-alloc'],
    trace: ['process-spawn p0 mm0 cg0', 'dev-sva-open p0', 'dev-sva-alloc p0 file1 dev0'],
    answers: ['granted', 'EPERM'],
  },
  'freeAttached: at-once': {
    scope: one,
    alphabet: ['pasid-alloc-global', 'pasid-attach', 'pasid-free-global'],
    trace: [
      'pasid-alloc-global dev0',
      'pasid-attach dev0 pasid 1 D1 reserved',
      'pasid-free-global dev0 pasid 1',
      'pasid-alloc-global dev0',
    ],
    answers: ['ENOSPC', 'granted'],
  },
  'drain: inside-detach': {
    scope: one,
    alphabet: ['pasid-alloc-global', 'pasid-attach', 'pasid-detach'],
    trace: [
      'pasid-alloc-global dev0',
      'pasid-attach dev0 pasid 1 D1 reserved',
      'pasid-detach dev0 pasid 1 D1',
      'pasid-attach dev0 pasid 1 D1 reserved',
    ],
    answers: ['EBUSY', 'done'],
  },
  'reuse: immediate': {
    scope: one,
    alphabet: ['pasid-alloc-global', 'pasid-attach', 'pasid-detach', 'pasid-free-global'],
    trace: [
      'pasid-alloc-global dev0',
      'pasid-attach dev0 pasid 1 D1 reserved',
      'pasid-free-global dev0 pasid 1',
      'pasid-detach dev0 pasid 1 D1',
      'pasid-alloc-global dev0',
    ],
    answers: ['ENOSPC', 'granted'],
  },
  'reuse: after-quarantine': {
    scope: one,
    alphabet: ['pasid-alloc-global', 'pasid-free-global'],
    trace: ['pasid-alloc-global dev0', 'pasid-free-global dev0 pasid 1', 'pasid-alloc-global dev0'],
    answers: ['granted', 'ENOSPC'],
  },
  'idChoice: lowest': {
    scope: two,
    alphabet: ['pasid-alloc-global'],
    trace: ['pasid-alloc-global dev0, chosen 2'],
    answers: ['granted', 'illegal'],
  },
  'mmIdUntil: last-unbind': {
    scope: one,
    alphabet: ['process-spawn', 'sva-bind', 'sva-unbind', 'drain-complete', 'pasid-alloc-global'],
    trace: ['process-spawn p0 mm0 cg0', 'sva-bind dev0 mm0', 'sva-unbind h1', 'sva-bind dev0 mm0'],
    answers: ['EBUSY', 'ENOSPC'],
  },
  'failedBind: frees-id': {
    scope: one,
    alphabet: ['process-spawn', 'sva-bind', 'pasid-alloc-global'],
    trace: [
      'process-spawn p0 mm0 cg0',
      'sva-bind dev0 mm0, fault at kzalloc_iommu_sva',
      'pasid-alloc-global dev0',
    ],
    answers: ['ENOSPC', 'granted'],
  },
  'removal: leaves-stale': {
    scope: siblings,
    alphabet: ['pasid-alloc-global', 'device-unplug'],
    trace: ['pasid-alloc-global dev0', 'device-unplug dev0', 'pasid-alloc-global dev1'],
    answers: ['granted', 'ENOSPC'],
  },
  'sva: off': {
    scope: one,
    alphabet: ['process-spawn', 'sva-bind'],
    trace: ['process-spawn p0 mm0 cg0', 'sva-bind dev0 mm0'],
    answers: ['bound', 'EOPNOTSUPP'],
  },
  'actions: recorded': {
    scope: one,
    alphabet: ['process-spawn', 'dev-sva-open'],
    trace: ['process-spawn p0 mm0 cg0', 'dev-sva-open p0'],
    answers: ['opened', 'done, with a warning'],
  },
};

test('every flip is shown', () => {
  expect(Object.keys(SHOWN)).toEqual(FLIPS.map(({ name }) => name));
});

test.each(FLIPS)('$name is seen by a caller, and no sooner than here', ({ name, policy }) => {
  const { scope, alphabet, ...shown } = SHOWN[name]!;
  const found = shortestDifference({ ...scope, alphabet }, [POLICIES.reference, policy]);
  expect(found).toEqual(shown);
});
