import { type Defect, type Ends, endsOf, type Property } from '#harness';
import { recordRow, sameRow } from '../recorded-rows.js';
import {
  askAgain,
  boundOf,
  isOne,
  recordedSurvey,
  SURVEY,
  type SurveyRow,
  surveyRow,
  surveyText,
} from '../recorded-survey.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** What `defects --seeds` is told. */
interface SeedsOptions extends ReportOptions {
  readonly states: number;
  readonly timing?: boolean;
  readonly record?: boolean;
  readonly check?: boolean;
}

/**
 * `defects --seeds N`: at how many different counterexamples the seeds end, for every defect, and what is
 * proven of them. JSON: each of `defects` has the fields of `SurveyRow`. Seeds that end differently, or at
 * a trace that is not proven to be the shortest, leave it undecided. Rows are kept as they come.
 */
export async function seedsCommand(
  terminal: Terminal,
  pairs: readonly { readonly property: Property; readonly defect: Defect }[],
  seeds: readonly number[],
  options: SeedsOptions,
): Promise<number> {
  const bounds = { statesMax: options.states, now: () => terminal.now() };
  const kept = options.check === true ? recordedSurvey() : undefined;
  const results: Result[] = [];
  for (const { property, defect } of pairs) {
    terminal.progress(`defects: ${results.length} of ${pairs.length}, now ${defect.name}`);
    const { name, create } = defect;
    const ends = endsOf({ name: `defect/${name}`, create }, seeds, bounds);
    const row = surveyRow(name, ends);
    if (options.record === true) await recordRow(SURVEY, row);
    results.push(
      resultOf(property, row, {
        stale: kept === undefined ? [] : staleness(row, kept, options.states),
        lacking: lackOfRung(ends),
        ms: options.timing === true ? medianMs(ends) : undefined,
      }),
    );
  }
  terminal.progressDone();
  return publish(terminal, { command: 'defects', what: 'defects', results }, options);
}

/** What there is to say of a row besides. */
interface Noted {
  readonly stale: readonly string[];
  readonly lacking: readonly string[];
  readonly ms: number | undefined;
}

function resultOf(property: Property, row: SurveyRow, { stale, lacking, ms }: Noted): Result {
  const decided = isOne(row) ? 'holds' : 'undecided';
  return {
    name: `defect/${row.defect}`,
    verdict: stale.length > 0 ? 'violated' : decided,
    summary: `${surveyText(row)}${ms === undefined ? '' : `, median ${ms} ms`}`,
    details: [...stale, ...lacking],
    json: { property, ...row, ...(ms === undefined ? {} : { medianMs: ms }) },
  };
}

/** Where the runs of some seed came to less than the ladder has, if they did. */
export function lackOfRung({
  ends,
  certificate,
}: Pick<Ends, 'ends' | 'certificate'>): readonly string[] {
  if (certificate?.complete !== true) return [];
  const least = certificate.provenTo + 1;
  const less = ends.flatMap(({ counterexample }) =>
    counterexample !== undefined && counterexample.length < least ? counterexample.scope : [],
  );
  if (less.length === 0) return [];
  const where = [...new Set(less)].join(', ');
  return [
    `expected no trace of fewer than ${least} commands, as in the ladder, saw some in ${where}: no rung has what they need there. Next: add one to model/ladder/rungs.ts`,
  ];
}

/** What is recorded otherwise, if anything is. */
function staleness(
  row: SurveyRow,
  kept: readonly SurveyRow[],
  statesMax: number,
): readonly string[] {
  const was = kept.find(({ defect }) => defect === row.defect);
  if (sameRow(row, was)) return [];
  const seen = was === undefined ? 'no row of it' : surveyText(was);
  const bound = was === undefined ? statesMax : Math.max(statesMax, boundOf(was));
  return [`${SURVEY.file} has ${seen}. Next: ${askAgain(row.defect, bound)}`];
}

/** Every seed pays for the search for the shortest, which was made once for all. */
function medianMs({ ends, ms }: Ends): number {
  const sorted = ends.map((end) => end.ms).sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)]! + ms);
}
