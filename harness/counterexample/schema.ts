import * as v from 'valibot';
import { PASID_LIMIT, POLICIES, type Profile } from '#contract';

/** The version of the block `#meta["pasid-verify"]`; a reader of this version reads no other. */
export const BLOCK_VERSION = 3;

const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** How many there are of something: the greatest scope has 2,000, and a machine is made of them. */
const count = v.pipe(number, v.maxValue(10_000));
/** A limit of the ledger; the greatest one is written as the files of the controller print it. */
const limit = v.union([number, v.literal('max')]);

const devices = v.pipe(
  v.array(
    v.strictObject({
      maxPasids: v.pipe(number, v.maxValue(PASID_LIMIT)),
      group: v.nullable(number),
      iommuDriver: number,
    }),
  ),
  v.minLength(1),
  v.maxLength(256),
);

const cgroups = v.pipe(
  v.array(v.strictObject({ parent: v.nullable(number) })),
  v.minLength(1),
  v.maxLength(1024),
  v.check(
    (all) =>
      all.every(({ parent }, i) => (i === 0 ? parent === null : parent !== null && parent < i)),
    'Expected the root first, and each other cgroup after its parent',
  ),
);

const topology = v.pipe(
  v.strictObject({
    processes: count,
    users: v.pipe(count, v.minValue(1)),
    sandboxes: v.pipe(
      v.array(
        v.strictObject({
          devSva: v.boolean(),
          vfio: v.array(number),
          workQueues: v.array(number),
          mdevs: v.array(number),
        }),
      ),
      v.minLength(1),
      v.maxLength(256),
    ),
    mms: count,
    groups: v.pipe(v.array(v.strictObject({ defaultDomain: v.boolean() })), v.maxLength(256)),
    devices,
    domains: v.pipe(
      v.array(v.strictObject({ iommuDriver: number, setDevPasid: v.boolean() })),
      v.maxLength(256),
    ),
    attachHandles: count,
    svaHandles: count,
    owners: count,
    files: count,
    mdevs: count,
    guestPasids: count,
    cgroups,
  }),
  v.check(
    (all) => all.devices.every(({ group }) => group === null || group < all.groups.length),
    'Expected the group of each device to be a group of the topology',
  ),
);

const scope = v.strictObject({
  name: v.string(),
  topology,
  limits: v.array(limit),
  countMax: number,
});

const command = v.strictObject({
  action: v.looseObject({ kind: v.string() }),
  faults: v.array(
    v.strictObject({ at: v.string(), errno: v.string(), device: v.optional(number) }),
  ),
  /** The numbers, counted from 1, of the commands that were given this argument. */
  given: v.optional(
    v.strictObject({
      pasid: v.optional(number),
      handle: v.optional(number),
      file: v.optional(number),
    }),
  ),
  /** What the target answered when the trace was recorded: for readers, not for replay. */
  outcome: v.string(),
});

/** What was proven of the length; absent where nothing was, as of a target that is not deterministic. */
export const certificate = v.strictObject({
  scope: v.string(),
  provenTo: number,
  complete: v.boolean(),
  sequences: number,
  productStates: number,
});

/** Everything of ours in a counterexample file. No seed, no time, no commit: those are the report's. */
export const blockSchema = v.strictObject({
  version: v.literal(BLOCK_VERSION),
  target: v.string(),
  profile: v.picklist(Object.keys(POLICIES) as Profile[]),
  callers: v.picklist(['lawful', 'sloppy']),
  scope,
  property: v.string(),
  /** The number of the command, counted from 1, after which the property is broken. */
  step: number,
  reason: v.string(),
  /**
   * The other properties that break at that step, each asked alone: for readers. Absent where nobody
   * asked, as of a target that is not deterministic.
   */
  alsoBroken: v.optional(v.array(v.string())),
  commands: v.pipe(v.array(command), v.minLength(1), v.maxLength(100_000)),
  certificate: v.optional(certificate),
});

/** The block as it stands in the file. */
export type Block = v.InferOutput<typeof blockSchema>;

/** A file, as far as replay looks at it: the rest of ITF is for viewers. */
export const fileSchema = v.looseObject({
  '#meta': v.looseObject({ 'pasid-verify': v.looseObject({ version: v.number() }) }),
});
