import {
  type BugId,
  bugs,
  type Defect,
  defects,
  type KernelEdit,
  kernelEdits,
  type ModelFault,
  modelFaults,
  type Property,
} from '#harness';
import { claims } from './invariants.js';
import { killMatrixBlocks } from './kill-matrix.js';
import { anchor, bugLink, claimLink, code, defectLink, page, prose, table } from './markdown.js';
import { surveyBlocks } from './survey.js';

/** A defect with the property that must find it. */
interface Seeded {
  readonly property: Property;
  readonly defect: Defect;
}

const seeded: readonly Seeded[] = Object.entries(defects).flatMap(([property, each]) =>
  each.map((defect: Defect) => ({ property: property as Property, defect })),
);

/** A fault of the machine with the claim about runs that must find it. */
interface SeededFault {
  readonly claim: string;
  readonly fault: ModelFault;
}

const seededFaults: readonly SeededFault[] = Object.entries(modelFaults).flatMap(([claim, each]) =>
  each.map((fault: ModelFault) => ({ claim, fault })),
);

/** An edit of a kernel with its target. */
interface Edited {
  readonly target: string;
  readonly edit: KernelEdit;
}

const edited: readonly Edited[] = Object.entries(kernelEdits).flatMap(([target, each]) =>
  each.map((edit: KernelEdit) => ({ target, edit })),
);

/** Defects by property, who notices each, faults of the machine, edits of kernels, then the bugs that they restate. */
export const defectsPage = (): string =>
  page(
    'Seeded defects',
    'A property that nothing breaks has never shown that it can fail. So each has defects: the shipped implementation with one part replaced, on purpose. `npx pasid-verify defects` looks for each with its property alone.',
    table(
      ['target', 'what it does wrong', 'bug', 'found by'],
      seeded.map(({ property, defect: { name, about, bug } }) => [
        `${anchor(name)}${code(`defect/${name}`)}`,
        prose(about),
        bug === undefined ? '' : bugLink(bug),
        isClaim(property) ? claimLink(property) : `comparison of the ${property}s`,
      ]),
    ),
    ...surveyBlocks(),
    ...killMatrixBlocks(),
    '## Faults of the machine',
    'Claims about runs are decided on the graph of the machine, so a copy of it has the fault there: `npx pasid-verify explore --scope tiny --claims liveness --fault drain-begins-anew`.',
    table(
      ['fault', 'what the machine does wrong', 'scope', 'bug', 'found by'],
      seededFaults.map(({ claim, fault: { name, about, scope, bug } }) => [
        `${anchor(name)}${code(name)}`,
        prose(about),
        scope.name,
        bug === undefined ? '' : bugLink(bug),
        claimLink(claim),
      ]),
    ),
    ...editsSection(),
    ...bugsSection(),
  );

const editsSection = (): readonly string[] => [
  '## Fixes of the kernel, taken back',
  "The kernel's own code with an edit of its source, which must fit exactly once: a real fix in reverse, or where none is named a fault of ours. `npx pasid-verify defects --target linux-6.12-iommu` finds each of that target, with its shortest trace. What is listed under `+no-reuse` shows only where memory that was freed is never handed out again. In the two files of 6.1 there is no fix on the sheet that could be taken back, so all of `linux-6.1-ioasid` are ours.",
  table(
    ['target', 'what the code does with it', 'takes back', 'bug'],
    edited.map(({ target, edit: { name, about, takesBack, bug } }) => [
      `${anchor(name)}${code(`${target}/${name}`)}`,
      prose(about),
      takesBack === undefined ? '' : prose(takesBack),
      bug === undefined ? '' : bugLink(bug),
    ]),
  ),
];

const bugsSection = (): readonly string[] => [
  '## Bugs of real kernels',
  'The last column says which defects restate the bug, or why none can. There are gaps in the numbers, as on the sheet.',
  table(
    ['number', 'what was wrong', 'where it was mended or read', 'restated by'],
    (Object.keys(bugs) as BugId[]).map((id) => [
      `${anchor(id)}${id}`,
      prose(bugs[id].said),
      prose(bugs[id].source),
      restatedBy(id),
    ]),
  ),
];

const isClaim = (property: string): boolean => claims.some(({ id }) => id === property);

/** The defects that restate a bug, by name. */
const defectsOf = (id: BugId): readonly string[] =>
  [
    ...seeded.map(({ defect }) => defect),
    ...seededFaults.map(({ fault }) => fault),
    ...edited.map(({ edit }) => edit),
  ]
    .filter(({ bug }) => bug === id)
    .map(({ name }) => name);

function restatedBy(id: BugId): string {
  const { notHere } = bugs[id];
  const restating = defectsOf(id).map(defectLink);
  if (notHere !== undefined) restating.push(`not here: ${prose(notHere)}`);
  return restating.length === 0 ? 'not yet' : restating.join(', ');
}
