import { ALLOCATE, LET_GO } from './allocator.js';
import { DETACH } from './attach.js';
import { GIVEN_BACK } from './ownership.js';
import { MM_DROP } from './processes.js';
import type { ActionTable, Check } from './table.js';

/** Opening a device node, in order: what all opens share, in the order of do_sys_openat2 (6.12). */
export const OPEN = [
  {
    when: 'no file number is unused',
    answer: 'EMFILE',
    source: 'get_unused_fd_flags (6.12); here the bound is of the whole machine',
  },
  {
    when: 'there is no memory for the open file',
    answer: 'ENOMEM',
    fault: 'alloc_empty_file',
    source: 'path_openat (6.12)',
  },
  {
    when: "the process's sandbox does not list the device node",
    answer: 'EPERM',
    source: 'devcgroup_check_permission (6.12): the errno of the device cgroup',
  },
] as const satisfies readonly Check[];

/** What the last close of each kind of file does. */
const LAST_CLOSE = [
  '/dev/sva: each id in its record, in rising order, is let go. One that is still attached somewhere stays allocated until it is not (P15: the files may be closed in any order).',
  'Work queue: its bond has one user less, as sva-unbind says; a file that lost its bond in a removal unbinds nothing (B69).',
  "VFIO device: each slot in its record that holds one of its address spaces is detached, in rising order of PASIDs, and the guest's map is gone; then the claim is given back as device-release says, for the group that the device belongs to, also if it is unplugged by now. What it allocated itself (vfio-alloc) is let go before that.",
  "Mediated device: the slot of the parent's group at its id is detached, if it holds the address space of this file; then the id is let go, and the mediated device is not open.",
] as const;

/** Open files: what they hold is held by the file, whoever holds the file. */
export const fileTables = [
  {
    action: 'dev-sva-open',
    actor: 'the process',
    kernel: 'none; the /dev/sva of the argument (proposal of 12 Oct 2020)',
    policy: 'actions: whole',
    requires: ['the process is running'],
    checks: OPEN,
    answer: 'opened',
    effect: [
      'The lowest unused file number is a /dev/sva file with an empty record and one reference, held by the process.',
    ],
  },
  {
    action: 'dev-sva-alloc',
    actor: 'the process',
    kernel: 'none; the /dev/sva of the argument',
    policy: 'actions: whole',
    requires: ['the process is running and holds the file, a /dev/sva'],
    checks: [
      {
        when: 'the caller holds no open file of the named device, of VFIO or of a mediated device of it',
        answer: 'EPERM',
        policy: 'devSvaBy: device-owner',
        source:
          'decision (DESIGN 2.3, claim P12): what entitles a user without a device? A refused holder check comes before everything else',
      },
      ...ALLOCATE,
    ],
    answer: 'granted',
    effect: [
      'The caller names a device whose range the id has to fit (a VM with a small device could not use what it got otherwise); it need not have that device open, unless devSvaBy: device-owner asks for that. Else anyone whose sandbox let it open /dev/sva may allocate (DESIGN 2.3).',
      'One charge is taken on the cgroup in which the caller runs now, and every ancestor, whoever opened the file (DESIGN 2.1). The pool knows the id as charged there, for the user of the caller.',
      'The id is in the record of the file. The answer is the id.',
    ],
  },
  {
    action: 'dev-sva-free',
    actor: 'the process',
    kernel: 'none; the /dev/sva of the argument',
    policy: 'actions: whole',
    requires: ['the process is running and holds the file, a /dev/sva'],
    checks: [
      {
        when: "the id is not in the file's record",
        answer: 'EPERM',
        source: 'decision (DESIGN 2.1): the holder frees and no one else',
      },
    ],
    answer: 'done',
    effect: ["The id leaves the file's record.", ...LET_GO],
  },
  {
    action: 'file-pass',
    actor: 'the process',
    kernel: 'receive_fd (6.12), SCM_RIGHTS',
    policy: 'actions: whole',
    requires: [
      'the process is running and holds the file',
      'the receiver is running and does not hold it (a second descriptor in one process would change nothing here)',
    ],
    checks: [],
    answer: 'done',
    effect: [
      'The receiver holds the file, too, and the file has one reference more. No sandbox is asked: it was asked when the file was opened. Nothing else about the file changes, its user least of all.',
    ],
  },
  {
    action: 'file-close',
    actor: 'the process, or the kernel for one that has exited',
    kernel: '__fput (6.12)',
    policy: 'actions: whole',
    requires: ['the process is running or exited, and holds the file'],
    checks: [
      {
        when: "the last reference goes, and a caller that broke its contract took from the file what it held: the bond of the work queue is not live any more (where its number was given to another bond since, that one is unbound in its place, without a warning); or the owner count of the VFIO device's group is 1 or less and RELEASE_WARNS of the chapter on ownership holds",
        answer: 'done',
        warns: true,
        source: 'iommu_sva_unbind_device, __iommu_release_dma_ownership (6.12)',
        leaves: 'everything else that the close does is done; the file is closed',
      },
    ],
    answer: 'done',
    effect: [
      'The process does not hold the file any more, and the file has one reference less. An exited process that holds no file any more is gone, and its number is free.',
      'With the last reference the file is closed and its number is unused; before that, by kind:',
      ...LAST_CLOSE,
      ...DETACH,
      ...LET_GO,
      ...MM_DROP,
      ...GIVEN_BACK,
    ],
  },
] as const satisfies readonly ActionTable[];
