import type { Fact } from './fact.js';

/** Charges, limits and the quotas of series that were not merged. */
export const quotaFacts = {
  I56: {
    said: 'What a cgroup is charged is the sum of the live charges at and below it.',
    source: '`kernel/cgroup/misc.c` (6.12), `cgroup-v2.rst`',
  },
  I57: {
    said: 'Right after a charge was admitted, no level on the way to the root is above its max or the capacity.',
    source: '`misc_cg_try_charge` (6.12), EBUSY',
  },
  I58: {
    said: 'A refused charge is taken back on every level; only peaks remember it.',
    source: 'error path of `misc_cg_try_charge` (6.12)',
  },
  I59: {
    said: 'Usage does not fall below 0, since a charge is given back where it was taken.',
    source: '`misc_cg_cancel_charge` (6.12), WARN',
  },
  I60: {
    said: 'A charge stays with the cgroup that first took it when the process moves elsewhere.',
    source: '`cgroup-v2.rst`, "Migration and Ownership" (6.12)',
  },
  I61: {
    said: 'A set holds no more ids than its quota, and the quotas with what is available make up the capacity.',
    source: 'the ioasid series (V4, February 2021, not merged)',
    outOfScope:
      'Sets of the unmerged ioasid series are not built; of that design the machine keeps the quota.',
  },
  I62: {
    said: 'An id that its owner freed while others refer to it takes no new reference, and is not given out before the last is gone.',
    source: 'the ioasid series (V4, February 2021, not merged)',
  },
  I63: {
    said: 'A free always succeeds, may be repeated, and is for the set that owns the id.',
    source: 'the ioasid series (V4, February 2021, not merged)',
    outOfScope:
      'Sets of the unmerged ioasid series are not built; of that design the machine keeps the quota.',
  },
  I64: {
    said: 'A private id is unique in its set, and a token among the sets of its type.',
    source: 'the ioasid series (V4, February 2021, not merged)',
  },
  I65: {
    said: "Each change of an id's state is announced once, to the CPU, the device and the IOMMU in this order.",
    source: 'the ioasid series (V4, February 2021, not merged)',
    outOfScope:
      'Nobody is notified here: what the other parties do with an id are actions of their own.',
  },
  I66: {
    said: 'A guest that misbehaves hurts only ids that it owns.',
    source: 'the ioasid series (V4, February 2021, not merged)',
  },
  I67: {
    said: 'The ids of one VFIO user stay within its quota and go when the process goes.',
    source: 'the VFIO series (v7, September 2020, not merged)',
  },
} as const satisfies Readonly<Record<string, Fact>>;
