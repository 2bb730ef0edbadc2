import * as v from 'valibot';
import { BLOCK_VERSION, certificate } from '../counterexample/schema.js';

/** The block of an expected counterexample: of the version of all others, and of a kind of its own. */
export const expectedSchema = v.strictObject({
  version: v.literal(BLOCK_VERSION),
  kind: v.literal('expected'),
  name: v.string(),
  target: v.string(),
  scope: v.string(),
  property: v.string(),
  step: v.number(),
  reason: v.string(),
  commands: v.array(
    v.strictObject({
      action: v.looseObject({ kind: v.string() }),
      faults: v.array(v.looseObject({})),
      outcome: v.string(),
    }),
  ),
  certificate,
  /** How many pairs of states come after it, in none of which what never comes has come. */
  statesAfter: v.optional(v.number()),
});

/** What is recorded of what is expected. */
export type ExpectedBlock = v.InferOutput<typeof expectedSchema>;
