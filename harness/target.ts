import {
  type PasidDriver,
  type PasidDriverFactory,
  POLICIES,
  type Profile,
  type Topology,
} from '#contract';
import { Embedding } from './embedding.js';
import { InputError } from './input-error.js';

/** Something that can be verified, by the name that reports and counterexamples quote. */
export interface Target {
  readonly name: string;
  readonly create: PasidDriverFactory;
  /** What it says that it cannot do; absent: nothing. */
  readonly lacks?: readonly ('snapshots' | 'determinism')[];
  /** The one profile whose decisions it follows; absent: whichever a topology carries. */
  readonly profile?: Profile;
  /** What it remembers and the model does not; absent: a state of the model has one snapshot. */
  readonly hidden?: Hidden;
}

/** Why one state of the model has several snapshots of a target. */
export interface Hidden {
  /** In words, for reports. */
  readonly what: string;
  /** What a driver remembers of it now. */
  readonly read: (driver: PasidDriver) => string;
}

/** Lawful callers keep their contract; sloppy ones make any call that means anything. */
export type Callers = 'lawful' | 'sloppy';

/** A system under test that is running: the driver, the platform it was given, and who calls it. */
export interface System {
  readonly topology: Topology;
  readonly driver: PasidDriver;
  readonly embedding: Embedding;
  readonly callers: Callers;
}

/** Boots a fresh system: nothing runs, nothing is charged, no device was told anything. */
export function boot(target: Target, topology: Topology, callers: Callers = 'lawful'): System {
  requireProfile(target, topology);
  const embedding: Embedding = new Embedding(topology, () => driver.view());
  const driver: PasidDriver = target.create(topology, embedding);
  return { topology, embedding, driver, callers };
}

function requireProfile({ name, profile }: Target, { policy }: Topology): void {
  if (profile === undefined || policy === POLICIES[profile]) return;
  const seen = Object.entries(POLICIES).find(([, known]) => known === policy)?.[0];
  throw new InputError({
    file: name,
    expected: `a scope of profile ${profile}, the only one that this target follows`,
    seen: seen ?? 'another policy',
    next: `npx pasid-verify fuzz --target ${name} --profile ${profile}`,
  });
}
