import { type Defect, type Ends, endsOf, type Property } from '#harness';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** What `defects --seeds` is told. */
interface SeedsOptions extends ReportOptions {
  readonly states: number;
  readonly timing?: boolean;
}

/**
 * `defects --seeds N`: at how many different counterexamples the seeds end, for every defect, and what is
 * proven of them. JSON: each of `defects` has `found` (by the runs of so many seeds), `hashes`,
 * `lengths: {min, max}` and the `certificate`. Seeds that end differently, or at a trace that is not
 * proven to be the shortest, leave it undecided.
 */
export async function seedsCommand(
  terminal: Terminal,
  pairs: readonly { readonly property: Property; readonly defect: Defect }[],
  seeds: readonly number[],
  options: SeedsOptions,
): Promise<number> {
  const bounds = { statesMax: options.states, now: () => terminal.now() };
  const results: Result[] = [];
  for (const { property, defect } of pairs) {
    terminal.progress(`defects: ${results.length} of ${pairs.length}, now ${defect.name}`);
    const target = { name: `defect/${defect.name}`, create: defect.create };
    const ends = endsOf(target, seeds, bounds);
    results.push(resultOf(target.name, property, ends, options.timing === true));
  }
  terminal.progressDone();
  return publish(terminal, { command: 'defects', what: 'defects', results }, options);
}

function resultOf(
  name: string,
  property: Property,
  { ends, certificate, ms }: Ends,
  isTimed: boolean,
): Result {
  const found = ends.filter(({ isFound }) => isFound).length;
  const shown = ends.flatMap(({ counterexample }) => counterexample ?? []);
  const hashes = new Set(shown.map(({ hash }) => hash)).size;
  const complete = shown.filter((end) => end.complete).length;
  const sizes = shown.map(({ length }) => length);
  const lengths = shown.length === 0 ? null : { min: Math.min(...sizes), max: Math.max(...sizes) };
  // Every seed pays for the search for the shortest, which was made once for all.
  const timing = isTimed ? { medianMs: Math.round(median(ends.map((end) => end.ms)) + ms) } : {};
  const time = isTimed ? `, median ${timing.medianMs} ms` : '';
  const span = lengths === null ? 'no length' : lengthText(lengths);
  return {
    name,
    verdict: complete === ends.length && hashes === 1 ? 'holds' : 'undecided',
    summary: `found by ${found} of ${ends.length} seeds, ${hashes} distinct, ${span}, ${complete} complete${proofText(certificate)}${time}`,
    details: [],
    json: {
      property,
      seeds: ends.length,
      found,
      hashes,
      lengths,
      complete,
      certificate: certificate ?? null,
      ...timing,
    },
  };
}

function lengthText({ min, max }: { min: number; max: number }): string {
  return min === max ? `${min} commands` : `${min} to ${max} commands`;
}

function proofText(certificate: Ends['certificate']): string {
  if (certificate === undefined) return ', nothing proven';
  const { complete, scope, provenTo, productStates } = certificate;
  const where = complete ? ` in scope ${scope}` : '';
  return `${where}, none of up to ${provenTo} (${productStates} product states)`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
