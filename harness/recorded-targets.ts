import { POLICIES, type Profile } from '#contract';
import { createPasidDriver } from '#implementation';
import { InputError } from './input-error.js';
import { KernelIoasid } from './kernel/ioasid.js';
import type { IoasidTarget } from './kernel/ioasid-module.js';
import { kernelLedger } from './kernel/misc-ledger.js';
import { implementationLedger } from './kernel-traces/misc-sides.js';
import { iommuSideOf, type OtherSide } from './kernel-traces/sides.js';
import type { Target } from './target.js';
import { implementation, targets } from './targets/index.js';

const PROFILES = Object.keys(POLICIES) as readonly Profile[];

/** What recordings can be replayed on, beside the model. */
export interface RecordedTarget {
  readonly name: string;
  /** The families of recordings that it answers. */
  readonly families: readonly string[];
  /** The profiles that can be asked of it; none where its model is a small machine of an older kernel. */
  readonly profiles: readonly Profile[];
  readonly side: OtherSide;
}

/** The misc controller of Linux 6.12 itself: a ledger, and so no target of other commands. */
const linuxMisc: RecordedTarget = {
  name: 'linux-6.12-misc-cgroup',
  families: ['misc-cgroup'],
  profiles: ['linux-6.12'],
  side: {
    ledger: (topology) => kernelLedger('linux-6.12-misc-cgroup', topology),
    iommu: refusing('linux-6.12-misc-cgroup', 'misc-cgroup'),
    ioasid: refusing('linux-6.12-misc-cgroup', 'misc-cgroup'),
  },
};

/** The ioasid allocator of Linux 6.1 itself. */
const linuxIoasid = (name: IoasidTarget): RecordedTarget => ({
  name,
  families: ['ioasid'],
  profiles: [],
  side: {
    ledger: refusing(name, 'ioasid'),
    iommu: refusing(name, 'ioasid'),
    ioasid: ({ sets, allocators, scope }) =>
      new KernelIoasid(name, {
        sets,
        allocators: allocators.map((ops, index) => ({ ops, family: scope.families[index]! })),
      }),
  },
});

/** The misc controller of Linux 6.1 itself, of which there is no recording. */
const linuxOldMisc: RecordedTarget = {
  name: 'linux-6.1-misc-cgroup',
  families: [],
  profiles: [],
  side: {
    ledger: refusing('linux-6.1-misc-cgroup', 'misc-cgroup of its own kernel'),
    iommu: refusing('linux-6.1-misc-cgroup', 'misc-cgroup of its own kernel'),
    ioasid: refusing('linux-6.1-misc-cgroup', 'misc-cgroup of its own kernel'),
  },
};

/** Everything that recordings can be replayed on, by name. */
export const recordedTargets: ReadonlyMap<string, RecordedTarget> = new Map(
  [
    ...[...targets.values()].map(recordedTarget),
    linuxMisc,
    linuxIoasid('linux-6.1-ioasid'),
    linuxIoasid('linux-6.1-ioasid+no-reuse'),
    linuxOldMisc,
  ].map((target) => [target.name, target]),
);

function recordedTarget({ name, create, profile }: Target): RecordedTarget {
  const profiles = profile === undefined ? PROFILES : [profile];
  if (name === implementation.name) {
    const side = { ledger: implementationLedger, iommu: iommuSideOf(createPasidDriver) };
    return { name, families: ['ioasid', 'iommu', 'misc-cgroup'], profiles, side };
  }
  const refused = refusing(name, 'iommu');
  const side = { ledger: refused, iommu: iommuSideOf(create), ioasid: refused };
  return { name, families: ['iommu'], profiles, side };
}

/** Answers no recording but those of one family. */
function refusing(name: string, family: string): () => never {
  return () => {
    throw new InputError({
      file: name,
      expected: `a recording of family ${family}, which this target answers`,
      seen: 'one of another family',
      next: 'npx pasid-verify trace FILE',
    });
  };
}
