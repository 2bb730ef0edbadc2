/** What holding a kernel's code against its model has shown, in the words of the book. */
export interface AgreementText {
  /** The machine that is its model, and how. */
  readonly model: string;
  /** Where there are more pairs of states than states of the model: what the kernel remembers besides. */
  readonly hidden?: string;
  /** A scope that takes minutes, and is left to `npm run test:long`. */
  readonly long?: {
    readonly scope: string;
    readonly modelStates: number;
    readonly states: number;
    readonly transitions: number;
    readonly cuts: number;
    readonly depth: number;
  };
  /** What the code does that a reader of the newer one, or of its interface, would not expect. */
  readonly differences: readonly string[];
  /** Where the model or its table was wrong or silent before, and was changed. */
  readonly changes: readonly string[];
}

/** By target, in reading order. */
export const agreementTexts = {
  'linux-6.12-iommu': {
    model:
      'The reference machine under profile `linux-6.12`, with memory and hardware that fail as inputs of each call.',
    hidden:
      'A group that was claimed keeps the blocking domain that it was given, and of which kind it is; the model knows of one kind. `properties/kernel.test.ts` asserts that a state of the model has no more images than that makes.',
    long: {
      scope: 'five-groups',
      modelStates: 109_836,
      states: 1_412_500,
      transitions: 130_015_000,
      cuts: 1_000_000,
      depth: 15,
    },
    differences: [
      'A driver that unbinds and leaves a PASID attached makes every later claim of the group answer EPERM (B32).',
      'Recordings were made with a stand-in where the source warns: a claim that is released in a group without a default domain. The live code keeps the blocking domain, and the device is stranded.',
    ],
    changes: [
      'A release without a default domain strands the group: model, table and implementation followed a decision of ours (commit `ea926b3`).',
    ],
  },
  'linux-6.12-misc-cgroup': {
    model:
      'The charge ledger, as a machine of its own. Limits are written as text into `misc.max`; peaks and counts of refusals begin anew in each state and are compared after each call.',
    differences: [],
    changes: [],
  },
  'linux-6.1-misc-cgroup': {
    model:
      'The same machine, with what 6.1 does otherwise as data of its scopes. There are no recordings of it; `properties/kernel-ledger.test.ts` replays those of 6.12 on it, whose calls it answers alike.',
    differences: [
      'A sum is kept in an `int` (B58): one of 2^32 is compared as 0 and passes every limit, one of 2^31 as below 0 and is refused although it fits. Claims `charge-fits` and `refused-for-cause` are not made of it.',
      'A refusal is counted at the level that refused and above it, the root included; nothing counts peaks, or refusals of one level alone.',
    ],
    changes: [
      'The machine compares sums and counts refusals as its scope says: it had the rules of 6.12 alone.',
    ],
  },
  'linux-6.1-ioasid': {
    model: 'The machine of the allocator of 6.1, custom allocators included.',
    hidden:
      'An allocator that is registered twice has its list entry spoiled. Where the entry then leads depends on who joined its family before and who after. The model knows that it is spoiled and no more, and makes no call that would follow it.',
    differences: [
      'An address space that has the greatest id of a range is refused it when it asks again (B06).',
      'A family goes on being called through the allocator that it began with when that has left.',
      'Any caller frees the id of any other, and replaces what is stored under it.',
      'A second registration of one allocator chains it to a record, answers EEXIST and frees that record: the allocator stays chained to freed memory. When another of its family has joined and it leaves, it writes there: with a heap that hands memory out again nobody notices, `linux-6.1-ioasid+no-reuse` names the address (`properties/kernel-no-reuse.test.ts`).',
    ],
    changes: [
      'The machine looks up the address space of an id (`sva-find`), which it did not have.',
    ],
  },
} as const satisfies Readonly<Record<string, AgreementText>>;
