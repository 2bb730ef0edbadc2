import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { type ArgumentResults, InputError, packageRoot } from '#harness';

/** Where the answers of the last full search are kept, for the book and for readers. */
const FILE = path.join('docs', 'results.json');
const NEXT = 'npx pasid-verify claims --record';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const trace = v.array(
  v.strictObject({
    action: v.looseObject({ kind: v.string() }),
    input: v.looseObject({}),
    call: v.string(),
    answer: v.string(),
    sentence: v.string(),
  }),
);
const schema = v.strictObject({
  claims: v.array(
    v.strictObject({
      claim: v.string(),
      design: v.string(),
      case: v.exactOptional(v.string()),
      verdict: v.picklist(['holds', 'refuted', 'not applicable', 'undecided']),
      states: count,
      cuts: count,
      trace: v.exactOptional(trace),
      reason: v.exactOptional(v.string()),
    }),
  ),
  flips: v.array(
    v.strictObject({
      flip: v.string(),
      verdict: v.picklist(['holds', 'refuted', 'undecided']),
      states: count,
      cells: v.array(
        v.strictObject({
          property: v.string(),
          isSpokenOf: v.boolean(),
          broken: v.exactOptional(
            v.strictObject({
              stage: v.string(),
              reason: v.string(),
              trace,
              isRun: v.exactOptional(v.literal(true)),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** The answers as they were recorded. Throws an `InputError` where the file is not one. */
export function readResults(): ArgumentResults {
  const file = path.join(packageRoot(), FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InputError({ file: FILE, expected: 'recorded answers', seen: 'no file', next: NEXT });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const seen = (error as Error).message;
    throw new InputError({ file: FILE, expected: 'JSON', seen, next: NEXT });
  }
  const checked = v.safeParse(schema, parsed);
  if (checked.success) return checked.output as ArgumentResults;
  const [issue] = checked.issues;
  const at = v.getDotPath(issue) ?? 'its top';
  throw new InputError({
    file: FILE,
    expected: `${issue.expected} at ${at}`,
    seen: issue.received,
    next: NEXT,
  });
}

/** Keeps the answers, whole or not at all. */
export async function writeResults(results: ArgumentResults): Promise<void> {
  await writeFileAtomic(path.join(packageRoot(), FILE), `${JSON.stringify(results, null, 1)}\n`);
}
