import {
  type Defect,
  defects,
  firstOf,
  type Kill,
  killMatrix,
  type Property,
  seededDefects,
} from '#harness';
import { whyItStays } from '#model';
import { homeText, recordedMatrix } from '../recorded-matrix.js';
import { claims } from './invariants.js';
import { claimLink, defectLink, list, prose, table } from './markdown.js';

/** The recorded rows, and what follows from them. */
const recorded = recordedMatrix();
const matrix = killMatrix(recorded);

/** Which property notices which defect at home: in short, by claim, and defect by defect. */
export const killMatrixBlocks = (): readonly string[] => [
  '## Who notices what, at home',
  'The home of a defect is the scope in which the shortest trace of all fails. There every state is come to that the defect leads to, and each property is asked alone: a claim while the model follows the implementation wherever it goes, a comparison while the model goes its own way. A state that the model cannot hold, such as a usage below 0, is judged, and nobody reads on from there. `npx pasid-verify defects --record` decides all anew; `--only` and `--check` do so with one.',
  list(summary()),
  '### What one claim alone notices',
  'Without the claim, only a comparison with the model would notice the defect.',
  table(['claim', 'defects that no other claim notices'], soleKillers().map(soleRow)),
  '### Claims that others make up for',
  'What such a claim notices at home, another one notices there, too; its own defects it finds with every other check off, at home or elsewhere. In brackets: how many defects it notices at home, and of how many it is the first claim to, at a shorter length than every other.',
  ...Object.values(whyItStays).flatMap(({ reason, claims: staying }) => [
    `**${prose(reason)}**`,
    table(
      ['claim', 'in particular'],
      Object.entries(staying).map(([id, said]) => [
        `${claimLink(id)} ${countsOf(id)}`,
        prose(said),
      ]),
    ),
  ]),
  '### Defect by defect',
  'With the length of the shortest path on which each notices. Who notices first is named first.',
  table(
    ['target', 'home', 'noticed first by', 'then by'],
    recorded.map((row) => {
      const first = firstOf(row.killedBy);
      const later = row.killedBy.filter((kill) => !first.includes(kill));
      const byLength = later.toSorted((a, b) => a.length - b.length);
      return [defectLink(row.defect), homeText(row), killsText(first), killsText(byLength)];
    }),
  ),
];

function summary(): readonly string[] {
  const { onlyKiller, comparisonsOnly, redundant, kills } = matrix;
  const open = redundant.filter((id) => undecided(id).length > 0);
  const beaten = recorded.filter(({ killedBy }) => isClaim(firstOf(killedBy)[0]?.property));
  return [
    ...(recorded.length === seededDefects.length
      ? [`All ${seededDefects.length} defects are decided, and each is noticed by somebody.`]
      : [
          `${recorded.length} of ${seededDefects.length} defects are decided; what follows is of these alone. Of the others no home is proven, or it has too many states: ${seededDefects
            .filter(isUndecided)
            .map(({ name }) => defectLink(name))
            .join(', ')}.`,
        ]),
    `${onlyKiller.length} are noticed by a single claim. They need ${soleKillers().length} of the ${claims.length} claims.`,
    `${comparisonsOnly.length} are noticed by a comparison with the model alone: ${comparisonsOnly.map(defectLink).join(', ') || 'none'}.`,
    `The comparison of the outcomes notices ${kills['outcome']!.length}, that of the states ${kills['state']!.length}; ${onlyOf('outcome', 'state')} only the first, ${onlyOf('state', 'outcome')} only the second.`,
    `${beaten.length} are noticed by a claim as soon as by a comparison, or sooner.`,
    `${redundant.length} claims are redundant at home${open.length === 0 ? '' : ` so far; ${open.length} of them have defects of their own that are not decided`}. Why each stays is said below.`,
    ...doubts(),
  ];
}

const onlyOf = (one: 'outcome' | 'state', other: 'outcome' | 'state'): number =>
  matrix.kills[one]!.filter((defect) => !matrix.kills[other]!.includes(defect)).length;

/** What is not decided as it should be, if anything. */
function doubts(): readonly string[] {
  const rows = recorded.filter(({ isComplete }) => !isComplete);
  if (rows.length === 0) return [];
  const named = rows.map(({ defect }) => defectLink(defect)).join(', ');
  return [
    `Not every state was come to, because there are too many or the model throws in one; who notices only there is not named: ${named}.`,
  ];
}

/** Each claim that alone notices something, with what it is. */
function soleKillers(): readonly (readonly [string, readonly string[]])[] {
  return claims.flatMap(({ id }) => {
    const alone = matrix.onlyKiller.filter(({ property }) => property === id);
    return alone.length === 0 ? [] : [[id, alone.map(({ defect }) => defect)] as const];
  });
}

const soleRow = ([id, names]: readonly [string, readonly string[]]): readonly string[] => [
  claimLink(id),
  names.map(defectLink).join(', '),
];

function countsOf(id: string): string {
  const first = matrix.firstKiller.filter(({ property }) => property === id);
  const left = undecided(id).length;
  const doubt = left === 0 ? '' : `; ${left} of its own not decided`;
  return `(${matrix.kills[id]!.length}, ${first.length}${doubt})`;
}

/** The defects that a claim must find and of which no row is recorded. */
const undecided = (id: string): readonly Defect[] => defects[id as Property].filter(isUndecided);

const isUndecided = ({ name }: Defect): boolean => recorded.every(({ defect }) => defect !== name);

const killsText = (kills: readonly Kill[]): string =>
  kills
    .map(
      ({ property, length }) => `${isClaim(property) ? claimLink(property) : property} ${length}`,
    )
    .join(', ');

const isClaim = (property: Property | undefined): boolean =>
  claims.some(({ id }) => id === property);
