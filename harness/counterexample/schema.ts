import * as v from 'valibot';

/** The version of the block `#meta["pasid-verify"]`; a reader of this version reads no other. */
export const BLOCK_VERSION = 1;

const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A limit of the ledger; the greatest one is written as the files of the controller print it. */
const limit = v.union([number, v.literal('max')]);

const scope = v.strictObject({
  name: v.string(),
  topology: v.strictObject({
    processes: number,
    mms: number,
    devices: v.array(v.strictObject({ maxPasids: number })),
    cgroups: v.array(v.strictObject({ parent: v.nullable(number) })),
  }),
  limits: v.array(limit),
  bondUsersMax: number,
});

const command = v.strictObject({
  action: v.looseObject({ kind: v.string() }),
  faults: v.array(v.strictObject({ at: v.string(), errno: v.string() })),
  /** The id in this action is what the nth pasid-alloc-global of this device was granted. */
  reference: v.optional(v.strictObject({ device: number, nth: number })),
  /** What the target answered when the trace was recorded: for readers, not for replay. */
  outcome: v.string(),
});

/** Everything of ours in a counterexample file. No seed, no time, no commit: those are the report's. */
export const blockSchema = v.strictObject({
  version: v.literal(BLOCK_VERSION),
  target: v.string(),
  profile: v.literal('reference'),
  scope,
  property: v.string(),
  /** The number of the command, counted from 1, after which the property is broken. */
  step: number,
  reason: v.string(),
  commands: v.array(command),
});

/** The block as it stands in the file. */
export type Block = v.InferOutput<typeof blockSchema>;

/** A file, as far as replay looks at it: the rest of ITF is for viewers. */
export const fileSchema = v.looseObject({
  '#meta': v.looseObject({ 'pasid-verify': v.looseObject({ version: v.number() }) }),
});
