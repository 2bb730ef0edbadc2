import type { PasidDriverFactory } from '#contract';
import { createPasidDriver, type PartClasses, type PasidSubsystem } from '#implementation';
import type { BugId } from './bugs.js';

/**
 * A deliberate fault of ours: the shipped implementation with one part replaced. A property that no
 * seeded defect breaks has never shown that it can fail.
 */
export interface Defect {
  /** Kebab-case; the target is called `defect/<name>`. */
  readonly name: string;
  /** What the part does wrong, in one sentence. */
  readonly about: string;
  /** The numbered bug of the fact sheet that it restates, where there is one. */
  readonly bug?: BugId;
  readonly create: PasidDriverFactory;
}

type DefectText = Omit<Defect, 'create'>;

/** A defect in one kind of record: a part class with one method replaced. */
export function defectivePart(parts: Partial<PartClasses>, text: DefectText): Defect {
  return {
    ...text,
    create: (topology, platform) => createPasidDriver(topology, platform, { parts }),
  };
}

/** A defect in a step between the records: the subsystem with one method replaced. */
export function defectiveStep(subsystem: typeof PasidSubsystem, text: DefectText): Defect {
  return { ...text, create: (topology, platform) => new subsystem(topology, platform) };
}
