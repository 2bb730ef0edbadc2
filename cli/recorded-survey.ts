import * as v from 'valibot';
import { isCutShort } from '#checker';
import type { Ends, Home } from '#harness';
import { ladder } from '#model';
import { STATES_DEFAULT } from './options.js';
import { type RowsFile, readRows, withCallers } from './recorded-rows.js';

const row = v.strictObject({
  defect: v.string(),
  /** So many seeds hunted it, and the runs of so many of these showed a failure. */
  seeds: v.number(),
  found: v.number(),
  /** At so many different counterexamples they ended. */
  hashes: v.number(),
  /** Null: at none. */
  lengths: v.nullable(v.strictObject({ min: v.number(), max: v.number() })),
  /** By whose calls: lawful ones, if any of these fails within the bound. Null: nothing was found. */
  callers: v.nullable(v.picklist(['lawful', 'sloppy'])),
  /** So many ended at the one that is proven to be the least of the ladder. */
  complete: v.number(),
  certificate: v.nullable(
    v.strictObject({
      scope: v.string(),
      provenTo: v.number(),
      complete: v.boolean(),
      sequences: v.number(),
      productStates: v.number(),
    }),
  ),
});

/** Where the seeds of one defect ended. */
export type SurveyRow = Readonly<v.InferOutput<typeof row>>;

/** Where it is kept at which counterexamples seeds end, for the book and for readers. */
export const SURVEY: RowsFile<SurveyRow> = {
  file: 'docs/survey.json',
  about: 'rows that say where seeds ended',
  row,
  next: 'npx pasid-verify defects --seeds 20 --record',
};

/** The recorded rows, in the order in which the defects are declared. */
export const recordedSurvey = (): readonly SurveyRow[] => readRows(SURVEY);

/** Bounds of searches are given in thousands. */
const THOUSAND = 1000;

/** What to type to have the row of a defect made anew, by searches with this bound. */
export function askAgain(defect: string, statesMax: number): string {
  const bound = statesMax > STATES_DEFAULT ? ` --states ${statesMax}` : '';
  return `${SURVEY.next}${bound} --only ${defect}`;
}

/** Whether its bound ended the search of a row, and so whether a greater one may not. */
const isRowCutShort = ({ certificate, lengths }: SurveyRow): boolean =>
  certificate !== null && isCutShort(certificate, lengths?.min ?? Number.POSITIVE_INFINITY);

/** The bound that a row takes to be made as it is kept: a search that is ended goes a little past its own. */
export function boundOf(kept: SurveyRow): number {
  const thousands = Math.floor((kept.certificate?.productStates ?? 0) / THOUSAND);
  return (isRowCutShort(kept) ? thousands : thousands + 1) * THOUSAND;
}

/** What to do about a defect that has no home. */
export function withoutHome(defect: string, kept: SurveyRow | undefined): string {
  if (kept === undefined || kept.certificate === null) {
    return `has nothing of it that is proven. Next: ${askAgain(defect, STATES_DEFAULT)}`;
  }
  if (isRowCutShort(kept))
    return `has no home of it yet. Next: ${askAgain(defect, 2 * boundOf(kept))}`;
  return 'has no home of it: what it takes is in no rung. Next: add one to model/ladder/rungs.ts';
}

/** What there is to say of the ends of one defect. */
export function surveyRow(defect: string, { ends, certificate, callers }: Ends): SurveyRow {
  const shown = ends.flatMap(({ counterexample }) => counterexample ?? []);
  const sizes = shown.map(({ length }) => length);
  return {
    defect,
    seeds: ends.length,
    found: ends.filter(({ isFound }) => isFound).length,
    hashes: new Set(shown.map(({ hash }) => hash)).size,
    lengths: shown.length === 0 ? null : { min: Math.min(...sizes), max: Math.max(...sizes) },
    callers: callers ?? null,
    complete: shown.filter((end) => end.complete).length,
    certificate: certificate ?? null,
  };
}

/** Whether every seed ended at the one counterexample that is proven to be the least. */
export const isOne = ({ complete, seeds, hashes }: SurveyRow): boolean =>
  complete === seeds && hashes === 1;

/** The home of a defect; none where no trace is proven to be the shortest. */
export function homeOf({ callers, certificate }: SurveyRow): Home | undefined {
  if (callers === null || certificate?.complete !== true) return undefined;
  const scope = ladder().find(({ name }) => name === certificate.scope);
  return scope && { scope, callers };
}

/** A row in a few words. */
export function surveyText(row: SurveyRow): string {
  const { found, seeds, hashes, lengths, complete } = row;
  const span = lengths === null ? 'no length' : lengthText(lengths);
  return `found by ${found} of ${seeds} seeds, ${hashes} distinct, ${span}, ${complete} complete${proofText(row)}`;
}

function lengthText({ min, max }: { min: number; max: number }): string {
  return min === max ? `${min} commands` : `${min} to ${max} commands`;
}

function proofText({ callers, certificate }: SurveyRow): string {
  if (callers === null || certificate === null) return ', nothing proven';
  const { complete, scope, provenTo, productStates } = certificate;
  const where = complete ? ` in scope ${withCallers(scope, callers)}` : '';
  return `${where}, none of up to ${provenTo} (${productStates} product states)`;
}
