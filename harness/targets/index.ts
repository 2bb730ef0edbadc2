import { createPasidDriver } from '#implementation';
import { defects } from '../defects/index.js';
import type { Target } from '../target.js';

/** The shipped implementation, the target of every command that names no other. */
export const implementation: Target = { name: 'implementation', create: createPasidDriver };

/** Every target by name: the implementation, and each seeded defect as `defect/<name>`. */
export const targets: ReadonlyMap<string, Target> = new Map(
  [
    implementation,
    ...Object.values(defects)
      .flat()
      .map(({ name, create }): Target => ({ name: `defect/${name}`, create })),
  ].map((target) => [target.name, target]),
);
