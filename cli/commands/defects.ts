import {
  type Defect,
  defects,
  type Home,
  type Hunt,
  hunt,
  type KillMatrix,
  killMatrix,
  type MatrixRow,
  matrixRow,
  type Property,
} from '#harness';
import { MATRIX, recordedMatrix, rowText } from '../recorded-matrix.js';
import { recordRow, sameRow } from '../recorded-rows.js';
import { homeOf, recordedSurvey, SURVEY, type SurveyRow, withoutHome } from '../recorded-survey.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';
import { seedsCommand } from './defect-seeds.js';
import { type EditedTarget, kernelEditsCommand } from './kernel-edits.js';

/** The options of `defects`. */
export interface DefectsOptions extends ReportOptions {
  readonly seed: number;
  readonly only?: readonly Defect[];
  /** There: the edits of this kernel's source, in place of the defects of the implementation. */
  readonly target?: EditedTarget;
  readonly timing?: boolean;
  /** There: where so many seeds end, in place of the kill matrix. */
  readonly seeds?: number;
  readonly states: number;
  readonly record?: boolean;
  readonly check?: boolean;
}

/**
 * `defects`: every seeded defect, looked for by its property alone, and which properties notice it, alone
 * too, in any state that it leads to in its home scope, as `--seeds` has recorded it. Rows are kept as they
 * come. JSON: each of `defects` has the fields of `MatrixRow`, and `matrix` those of `KillMatrix`; of a few
 * defects without `redundant`.
 */
export async function defectsCommand(terminal: Terminal, options: DefectsOptions): Promise<number> {
  if (options.target !== undefined) return kernelEditsCommand(terminal, options.target, options);
  const pairs = Object.entries(defects)
    .flatMap(([property, seeded]) =>
      seeded.map((defect) => ({ property: property as Property, defect })),
    )
    .filter(({ defect }) => options.only?.includes(defect) ?? true);
  if (options.seeds !== undefined) {
    const seeds = Array.from({ length: options.seeds }, (_, index) => options.seed + index);
    return seedsCommand(terminal, pairs, seeds, options);
  }
  const kept = options.check === true ? recordedMatrix() : undefined;
  const survey = new Map(recordedSurvey().map((surveyed) => [surveyed.defect, surveyed]));
  const results: Result[] = [];
  const rows: MatrixRow[] = [];
  for (const { property, defect } of pairs) {
    terminal.progress(`defects: ${results.length} of ${pairs.length}, now ${defect.name}`);
    const startedAt = terminal.now();
    const hunted = hunt(defect, property, options.seed);
    const surveyed = survey.get(defect.name);
    const home = surveyed && homeOf(surveyed);
    const row = home && matrixRow(defect, home);
    if (row !== undefined) {
      rows.push(row);
      if (options.record === true) await recordRow(MATRIX, row);
    }
    const timing = options.timing === true ? { ms: Math.round(terminal.now() - startedAt) } : {};
    const was = kept?.find((each) => each.defect === defect.name);
    const isStale = kept !== undefined && !sameRow(row, was);
    results.push(resultOf(hunted, { surveyed, home, row, was, isStale }, timing));
  }
  terminal.progressDone();
  const totals = totalsOf(killMatrix(rows), options.only === undefined);
  return publish(terminal, { command: 'defects', what: 'defects', results, totals }, options);
}

/** A row as it was decided now, and as it is recorded, if the two are compared. */
interface Decided {
  readonly surveyed: SurveyRow | undefined;
  readonly home: Home | undefined;
  readonly row: MatrixRow | undefined;
  readonly was: MatrixRow | undefined;
  readonly isStale: boolean;
}

function resultOf(
  { defect, property, run, runs }: Hunt,
  { surveyed, home, row, was, isStale }: Decided,
  timing: { ms?: number },
): Result {
  const length = run?.trace.length ?? null;
  const ms = timing.ms === undefined ? '' : `, ${timing.ms} ms`;
  const found =
    run === undefined
      ? `not found by ${property} in ${runs} runs`
      : `found by ${property}, ${length} commands, run ${runs}${ms}`;
  const homeless =
    home === undefined ? [`${SURVEY.file} ${withoutHome(defect.name, surveyed)}`] : [];
  const stale = `${MATRIX.file} has ${was === undefined ? 'no row of it' : rowText(was)}. Next: ${MATRIX.next} --only ${defect.name}`;
  return {
    name: `defect/${defect.name}`,
    verdict: run === undefined || isStale ? 'violated' : 'holds',
    summary: `${found}; ${row === undefined ? 'who notices it at home is not decided' : rowText(row)}`,
    details: [...homeless, ...(isStale ? [stale] : [])],
    json: {
      about: defect.about,
      ...(defect.bug === undefined ? {} : { bug: defect.bug }),
      property,
      found: run !== undefined,
      length,
      runs,
      ...(row ?? { defect: defect.name }),
      ...timing,
    },
  };
}

/** Which claims others make up for can be said where every defect was looked at. */
function totalsOf(matrix: KillMatrix, isOfAll: boolean): { text: string; json: Result['json'] } {
  const { redundant, ...ofSome } = matrix;
  const { onlyKiller, comparisonsOnly, notKilled } = ofSome;
  const listed = (names: readonly string[]): string => names.join(', ') || 'none';
  const text = [
    'each property alone, at every state of the home scopes:',
    `  defects that one claim alone notices: ${onlyKiller.length}`,
    `  defects that only a comparison with the model notices: ${listed(comparisonsOnly)}`,
    `  defects that nothing notices: ${listed(notKilled)}`,
    ...(isOfAll ? [`  claims that are the only one to notice nothing: ${listed(redundant)}`] : []),
  ].join('\n');
  return { text, json: { matrix: isOfAll ? { ...matrix } : ofSome } };
}
