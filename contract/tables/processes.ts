import type { ActionTable, Check } from './table.js';

/** An address space loses its last reference: the rule that three actions share. */
export const MM_DROP = [
  'An address space has one reference for its users together and one for each of its SVA domains.',
  'When the last reference goes the address space is dropped: its id, if it has one, is let go as LET_GO in the chapter on the allocator says (an id that a sloppy caller had freed before warns).',
  'While an SVA domain is left, the id stays allocated and charged, and the slots stay occupied, although no process uses the address space any more.',
] as const;

/** What a drop meets where somebody freed the id of the address space before. */
export const DROP_WARNS = {
  when: 'the address space is dropped, and its id is not allocated any more',
  answer: 'done',
  warns: true,
  source: 'mm_pasid_drop, ida_free (6.12), I07; lawful callers never get there',
  leaves: 'the address space is dropped all the same',
} as const satisfies Check;

/** A process that starts or executes anew needs an address space. */
const NO_MM = {
  when: 'there is no memory for a new address space',
  answer: 'ENOMEM',
  fault: 'allocate_mm',
  source: 'mm_alloc, dup_mm (6.12)',
} as const satisfies Check;

/** Processes and their address spaces: kernel/fork.c, fs/exec.c, kernel/exit.c of 6.12. */
export const processTables = [
  {
    action: 'process-spawn',
    actor: 'the system',
    kernel: 'mm_init (6.12)',
    requires: ['the process number is not in use', 'the address space number is not in use'],
    checks: [NO_MM],
    answer: 'done',
    effect: [
      'The process runs in the cgroup with a new address space: one user, one reference, no id. It holds no file.',
      'Its number says whose it is and which sandbox it runs in: user 1 + n mod users, sandbox n mod sandboxes.',
    ],
  },
  {
    action: 'process-fork',
    actor: 'the parent process',
    kernel: 'dup_mm, mm_init (6.12)',
    requires: [
      'the process is running',
      'the child is another process, and its number is not in use',
      'the address space number is not in use',
    ],
    checks: [NO_MM],
    answer: 'done',
    effect: [
      "The child runs in the parent's cgroup and sandbox, for the parent's user, with a new address space: one user, one reference.",
      'The child holds every file that the parent holds, and each has one reference more. What a file is about does not change: a work queue stays bound to the address space of its opener.',
      'The new address space has no id, whatever the parent had (I10): mm_init clears the field after the bytewise copy.',
    ],
  },
  {
    action: 'process-exec',
    actor: 'the process',
    kernel: 'exec_mmap (6.12)',
    requires: ['the process is running', 'the address space number is not in use'],
    checks: [NO_MM, DROP_WARNS],
    answer: 'done',
    effect: [
      'The process keeps its files.',
      'The process uses a new address space: one user, one reference, no id.',
      'The old one loses its user, exactly as in process-exit.',
      ...MM_DROP,
    ],
  },
  {
    action: 'process-exit',
    actor: 'the process',
    kernel: 'mmput, __mmdrop (6.12)',
    requires: ['the process is running'],
    checks: [DROP_WARNS],
    answer: 'done',
    effect: [
      "The process runs no more and its address space has no user; that takes the users' one reference.",
      'Its files are not closed by this step: a process that holds files stays, exited, until the last of them was closed by file-close. The kernel closes them later, too (exit_files after exit_mm). Without files its number is free at once.',
      'What the devices were told stays as it is. The IOMMU driver disables the live table entry itself then (mmu notifier release): DMA through it faults, and page requests for it are answered INVALID (I13, I14).',
      ...MM_DROP,
    ],
  },
  {
    action: 'process-migrate',
    actor: 'the system administrator',
    kernel: 'cgroup_attach_task; misc has no attach callback (6.12)',
    requires: ['the process is running'],
    checks: [],
    answer: 'done',
    effect: [
      'The process runs in the cgroup. Under migration: charge-stays no charge moves (I60): an id stays charged where it was charged.',
      'Under migration: charge-moves, the charge of each id in a record of the process (of its address space, of the files it holds) that the cgroup it leaves pays for moves along, whatever the limits (RFC IOASIDs of Feb 2021).',
    ],
  },
  {
    action: 'cgroup-set-max',
    actor: 'the system administrator',
    kernel: 'misc_cg_max_write (6.12); that PASIDs are counted is the decision of the reference',
    policy: 'quota: cgroup',
    requires: ['ids are charged to cgroups'],
    checks: [
      {
        when: 'the cgroup is the root',
        answer: 'ENOENT',
        source:
          'kernel/cgroup/misc.c, misc_cg_files (6.12): misc.max is CFTYPE_NOT_ON_ROOT, so opening it fails',
      },
    ],
    answer: 'done',
    effect: [
      'The limit of the cgroup is the number given, also where current usage is above it: nothing is evicted, new charges fail.',
    ],
  },
] as const satisfies readonly ActionTable[];
