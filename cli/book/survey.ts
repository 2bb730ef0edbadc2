import { seededDefects } from '#harness';
import { machine } from '#model';
import { withCallers } from '../recorded-rows.js';
import { homeOf, isOne, recordedSurvey, SURVEY, type SurveyRow } from '../recorded-survey.js';
import { code, defectLink, list, table } from './markdown.js';

/** The recorded rows. */
const recorded = recordedSurvey();

/** Where the seeds of every defect end, and what is proven of it. */
export const surveyBlocks = (): readonly string[] => [
  '## The shortest trace, from every seed',
  `Each defect is hunted with the same seeds, then the shortest failing trace is looked for in a fixed ladder of scopes. The scope in which it fails is the home of the defect; beside it, how many concrete actions that scope has. Product states are the pairs of states of model and implementation that the search came to, over all rungs. A seed whose runs showed nothing ends where the search does. ${code(SURVEY.next)} makes all anew, and with ${code('--states 400000')} what has more product states than it comes to by itself; ${code('--only')} and ${code('--check')} do so with one.`,
  list(summary()),
  table(
    ['target', 'home', 'actions', 'commands', 'found by', 'distinct', 'proven', 'product states'],
    recorded.map((row) => [
      defectLink(row.defect),
      ...homeColumns(row),
      lengthText(row),
      `${row.found} of ${row.seeds}`,
      String(row.hashes),
      provenText(row),
      row.certificate === null ? '-' : row.certificate.productStates.toLocaleString('en'),
    ]),
  ),
];

function summary(): readonly string[] {
  const seeded = seededDefects.length;
  const one = recorded.filter(isOne);
  const others = recorded.filter((row) => !isOne(row));
  const most = Math.max(0, ...recorded.map(({ certificate }) => certificate?.productStates ?? 0));
  const longest = Math.max(0, ...one.map(({ lengths }) => lengths?.max ?? 0));
  return [
    `${recorded.length === seeded ? 'All' : `${recorded.length} of`} ${seeded} defects were surveyed.`,
    `Of ${one.length}, every seed ends at one counterexample that is proven to be the shortest; the longest of these has ${longest} commands.`,
    ...(others.length === 0
      ? []
      : [
          `Of ${others.length}, seeds end differently, or at a trace that is not proven to be the shortest: ${others.map(({ defect }) => defectLink(defect)).join(', ')}.`,
        ]),
    `No search came to more than ${most.toLocaleString('en')} product states.`,
  ];
}

/** The home of a defect and how many concrete actions it has; unknown where nothing was come to. */
function homeColumns(row: SurveyRow): readonly [string, string] {
  const home = homeOf(row);
  if (home === undefined) return ['-', '-'];
  return [withCallers(home.scope.name, home.callers), String(machine.alphabet(home.scope).length)];
}

function lengthText({ lengths }: SurveyRow): string {
  if (lengths === null) return '-';
  return lengths.min === lengths.max ? String(lengths.min) : `${lengths.min} to ${lengths.max}`;
}

function provenText(row: SurveyRow): string {
  if (isOne(row)) return 'complete';
  const { certificate, complete, seeds } = row;
  if (certificate === null) return 'nothing';
  return `none of up to ${certificate.provenTo}; complete for ${complete} of ${seeds}`;
}
