import type { PasidDriver, PasidDriverFactory, Topology } from '#contract';
import { Embedding } from './embedding.js';

/** Something that can be verified, by the name that reports and counterexamples quote. */
export interface Target {
  readonly name: string;
  readonly create: PasidDriverFactory;
}

/** A system under test that is running: the driver and the platform it was given. */
export interface System {
  readonly topology: Topology;
  readonly driver: PasidDriver;
  readonly embedding: Embedding;
}

/** Boots a fresh system: nothing runs, nothing is charged, no device was told anything. */
export function boot(target: Target, topology: Topology): System {
  const embedding: Embedding = new Embedding(topology.devices.length, () => driver.view());
  const driver: PasidDriver = target.create(topology, embedding);
  return { topology, embedding, driver };
}
