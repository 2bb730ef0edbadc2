import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { InputError, KERNEL_TARGETS, packageRoot } from '#harness';

/** Where is kept what live kernel code was last compared with its model in, for the book. */
const FILE = path.join('docs', 'agreement.json');
const NEXT = 'npm run kernel:build && npx pasid-verify agreement --record';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const agreement = v.strictObject({
  target: v.picklist(KERNEL_TARGETS),
  /** The release of the kernel, as `6.12.117`. */
  release: v.string(),
  recordings: v.strictObject({ accepted: count, altered: count, calls: count, snapshots: count }),
  scopes: v.array(
    v.strictObject({
      scope: v.string(),
      /** States of the model alone. */
      modelStates: count,
      /** Pairs of a state of the model and an image of the kernel's memory. */
      states: count,
      transitions: count,
      depth: count,
      cuts: count,
    }),
  ),
});
const schema = v.array(agreement);

/** What one target was compared in, and how far that went. */
export type Agreement = v.InferOutput<typeof agreement>;

/** What is kept, a row for each target. Throws an `InputError` where the file is not one. */
export function readAgreements(): readonly Agreement[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path.join(packageRoot(), FILE), 'utf8'));
  } catch (error) {
    const seen = (error as Error).message;
    throw new InputError({ file: FILE, expected: 'recorded counts', seen, next: NEXT });
  }
  const checked = v.safeParse(schema, parsed);
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  const expected = `${issue.expected} at ${v.getDotPath(issue) ?? 'its top'}`;
  throw new InputError({ file: FILE, expected, seen: issue.received, next: NEXT });
}

/** Keeps the rows, whole or not at all. */
export async function writeAgreements(rows: readonly Agreement[]): Promise<void> {
  await writeFileAtomic(path.join(packageRoot(), FILE), `${JSON.stringify(rows, null, 2)}\n`);
}
