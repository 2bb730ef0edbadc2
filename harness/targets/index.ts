import { createPasidDriver } from '#implementation';
import { defects } from '../defects/index.js';
import { kernelEdits } from '../defects/kernel-edits.js';
import type { KernelVariant } from '../kernel/built.js';
import { blockingKinds, createKernelIommu } from '../kernel/iommu-target.js';
import type { Target } from '../target.js';

/** The shipped implementation, the target of every command that names no other. */
export const implementation: Target = { name: 'implementation', create: createPasidDriver };

/** The IOMMU core of Linux 6.12 itself; it has to be built before. */
const linuxIommu = kernelIommu('linux-6.12-iommu');

/**
 * Every target by name: the implementation, the kernel, each edit of it as `<kernel>/<name>`, and each
 * seeded defect as `defect/<name>`.
 */
export const targets: ReadonlyMap<string, Target> = new Map(
  [
    implementation,
    linuxIommu,
    ...kernelEdits['linux-6.12-iommu'].map(({ name }) => kernelIommu(`linux-6.12-iommu/${name}`)),
    ...Object.values(defects)
      .flat()
      .map(({ name, create }): Target => ({ name: `defect/${name}`, create })),
  ].map((target) => [target.name, target]),
);

function kernelIommu(name: KernelVariant): Target {
  return {
    name,
    create: createKernelIommu(name),
    profile: 'linux-6.12',
    hidden: { what: 'of which kind the blocking domain of a group is', read: blockingKinds },
  };
}
