import { createPasidDriver } from '#implementation';
import { seededDefects } from '../defects/index.js';
import { kernelEdits } from '../defects/kernel-edits.js';
import type { KernelVariant } from '../kernel/built.js';
import { blockingKinds, createKernelIommu } from '../kernel/iommu-target.js';
import type { Target } from '../target.js';

/** The shipped implementation, the target of every command that names no other. */
export const implementation: Target = { name: 'implementation', create: createPasidDriver };

/**
 * Every target by name: the implementation, the IOMMU core of Linux 6.12 itself, which has to be built
 * before, the same without reuse, each edit of either as `<kernel>/<name>`, and each seeded defect as
 * `defect/<name>`.
 */
export const targets: ReadonlyMap<string, Target> = new Map(
  [
    implementation,
    ...(['linux-6.12-iommu', 'linux-6.12-iommu+no-reuse'] as const).flatMap((code) => [
      kernelIommu(code),
      ...kernelEdits[code].map(({ name }) => kernelIommu(`${code}/${name}`)),
    ]),
    // With reuse nobody notices these; that can be asked.
    ...kernelEdits['linux-6.12-iommu+no-reuse'].map(({ name }) =>
      kernelIommu(`linux-6.12-iommu/${name}`),
    ),
    ...seededDefects.map(({ name, create }): Target => ({ name: `defect/${name}`, create })),
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
