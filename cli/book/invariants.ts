import {
  type Defect,
  decidedIn,
  defects,
  type LivenessClaim,
  type ModelFault,
  modelFaults,
  numbersText,
} from '#harness';
import {
  type Chapter,
  invariants,
  liveness,
  stateChapters,
  transitionChapters,
  transitionInvariants,
  witnesses,
} from '#model';
import { bugLink, code, defectLink, factLink, list, page, prose, witnessLink } from './markdown.js';

/** A claim of either kind, as the book reads it. */
export type Claim = (typeof invariants)[number] | (typeof transitionInvariants)[number];

/** Every claim, in reading order. */
export const claims: readonly Claim[] = [...invariants, ...transitionInvariants];

/** The claims, chapter by chapter. */
export const invariantsPage = (): string =>
  page(
    'Invariants',
    'What is claimed of every state that can be reached, and of every step between two of them. A failure is filed under the first claim that it breaks, in the order of this page. Each claim names the witness that must be reached for it to have said anything, and the seeded defects that it must find alone.',
    ...chaptered(stateChapters, invariants),
    ...chaptered(transitionChapters, transitionInvariants),
    '## What must come, or must stay possible',
    livenessText,
    ...liveness.flatMap(livenessBlocks),
  );

const livenessText = [
  'Claims about runs, made for each subject on its own and decided on the whole graph of a scope: `npx pasid-verify explore --scope tiny --claims liveness`. Callers keep their contract there. A run may stop anywhere and do nothing more. Only a fair action, with its arguments, is not put off for ever while it can be called; that it is refused does not count against it.',
  'A claim is refuted by the shortest run that gets to where it can go round for ever, or stop, or where no way leads on. A run that leaves the bounds of the scope while it waits leaves the claim undecided, and where its antecedent is not reached it says nothing.',
];

function livenessBlocks(claim: LivenessClaim): string[] {
  const { id, why, kernel, facts, formula, fairness, mode } = claim;
  const antecedent = witnesses.find((witness) => witness.id === claim.antecedent)!;
  const said = [
    `**Kernel:** ${prose(kernel)}`,
    `**Facts:** ${facts.map(factLink).join(', ')}`,
    ...(formula === undefined ? [] : [`**Formula:** \`${formula}\``]),
    mode === 'can-reach'
      ? '**Mode:** from every such state the goal can be reached'
      : `**Mode:** every run reaches the goal, if ${fairness.map(code).join(' and ')} are fair`,
    `**Claimed:** ${claimedWhere(claim)}`,
    `**Says something once** ${witnessLink(antecedent.id)} **is reached:** ${prose(antecedent.situation)}`,
    ...decidedIn(id).map(
      ({ scope, numbers }) =>
        `**Holds in scope** ${code(scope.name)}: ${numbersText(claim, numbers)}`,
    ),
  ];
  return [
    `### ${id}`,
    `**${prose(claim.claim)}**`,
    prose(why),
    list(said),
    'It must find these faults of the machine, with the shortest run:',
    list(modelFaults[id].map(faultLine)),
  ];
}

const faultLine = ({ name, about, bug, scope }: ModelFault): string =>
  `${defectLink(name)}, in scope ${code(scope.name)}: ${prose(about)}${bug === undefined ? '' : ` (${bugLink(bug)})`}`;

/** Each chapter with the claims from its first to the first of the next. */
function chaptered(chapters: readonly Chapter[], ordered: readonly Claim[]): string[] {
  const startOf = ({ first }: Chapter): number => ordered.findIndex(({ id }) => id === first);
  return chapters.flatMap((chapter, index) => {
    const next = chapters[index + 1];
    const end = next === undefined ? ordered.length : startOf(next);
    const own = ordered.slice(startOf(chapter), end);
    return [`## ${chapter.title}`, chapter.about, ...own.flatMap(claimBlocks)];
  });
}

function claimBlocks(claim: Claim): string[] {
  const antecedent = witnesses.find(({ id }) => id === claim.antecedent)!;
  const said = [
    `**Kernel:** ${prose(claim.kernel)}`,
    ...(claim.facts.length === 0 ? [] : [`**Facts:** ${claim.facts.map(factLink).join(', ')}`]),
    ...(claim.formula === undefined ? [] : [`**Formula:** \`${claim.formula}\``]),
    `**Claimed:** ${claimedWhere(claim)}`,
    `**Says something once** ${witnessLink(antecedent.id)} **is reached:** ${prose(antecedent.situation)}`,
  ];
  return [
    `### ${claim.id}`,
    `**${prose(claim.claim)}**`,
    prose(claim.why),
    list(said),
    'It must find these seeded defects with every other check off:',
    list(defects[claim.id].map(defectLine)),
  ];
}

/** For whom a claim is made, in words. */
const claimedWhere = ({ profiles, callers }: Claim | LivenessClaim): string =>
  `${profiles.join(', ')}; ${callers === 'any' ? 'any callers' : 'lawful callers'}`;

const defectLine = ({ name, about, bug }: Defect): string =>
  `${defectLink(name)}: ${prose(about)}${bug === undefined ? '' : ` (${bugLink(bug)})`}`;
