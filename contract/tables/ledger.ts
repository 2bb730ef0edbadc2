import type { ActionTable } from './table.js';

/**
 * The charge ledger: kernel/cgroup/misc.c of 6.12. The PASID machine calls try-charge and uncharge
 * with amount 1 inside its own actions; recordings of the real controller call all four.
 *
 * All comparisons are of unsigned 64-bit numbers, as in the kernel: a sum below 0 counts as 2^64
 * more and is therefore above every limit but `max`.
 */
export const ledgerTables = [
  {
    action: 'ledger-set-capacity',
    actor: 'the owner of the resource',
    kernel: 'misc_cg_set_capacity (6.12)',
    requires: [],
    checks: [{ when: 'no such resource', answer: 'EINVAL', source: 'misc_cg_set_capacity (6.12)' }],
    answer: 'done',
    effect: ['The capacity is the number given; 0 switches the resource off. No charge changes.'],
  },
  {
    action: 'ledger-set-max',
    actor: 'the system administrator',
    kernel: 'misc_cg_max_write (6.12)',
    requires: [],
    checks: [
      { when: 'no such resource', answer: 'EINVAL', source: 'misc_cg_max_write (6.12)' },
      {
        when: 'the capacity of the resource is 0',
        answer: 'EINVAL',
        source: 'misc_cg_max_write (6.12)',
      },
    ],
    answer: 'done',
    effect: ['The limit is the number given, also below current usage: nothing is evicted.'],
  },
  {
    action: 'ledger-try-charge',
    actor: 'whoever allocates',
    kernel: 'misc_cg_try_charge (6.12)',
    requires: [],
    checks: [
      {
        when: 'no such resource, or no cgroup, or the capacity of the resource is 0',
        answer: 'EINVAL',
        source: 'misc_cg_try_charge (6.12)',
      },
      {
        when: 'at some level, from the cgroup up to the root, the new usage is above max or above the capacity',
        answer: 'EBUSY',
        source: 'misc_cg_try_charge, misc_cg_event (6.12)',
        leaves:
          'eventsLocal of that level is one higher; events of that level and of each level above it are one higher, the root excepted. Everything added is taken back, that level included, with a WARN for each level whose usage is then below 0. Peaks of the levels passed before it stay.',
      },
    ],
    answer: 'done',
    effect: [
      'Amount 0 changes nothing (after the EINVAL checks).',
      'From the cgroup up to the root, level by level: the usage grows by the amount, is compared with max and with the capacity, and the peak becomes the greater of peak and usage.',
    ],
  },
  {
    action: 'ledger-uncharge',
    actor: 'whoever frees',
    kernel: 'misc_cg_uncharge (6.12)',
    requires: [],
    checks: [],
    answer: 'done',
    effect: [
      'Amount 0, no such resource or no cgroup: nothing.',
      'From the cgroup up to the root the usage falls by the amount; a WARN for each level whose usage is then below 0. It stays below 0.',
    ],
  },
] as const satisfies readonly ActionTable[];
