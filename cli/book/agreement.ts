import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '#harness';
import { modules } from '#kernel';
import { type AgreementText, agreementTexts } from '#model';
import { type Agreement, readAgreements } from '../agreement/kept.js';
import { code, list, page, prose, table } from './markdown.js';

/** Agreement with Linux: what of the kernel was held against its model, how far, and what came of it. */
export function agreementPage(): string {
  const rows = readAgreements();
  return page(
    'Agreement with Linux',
    "The kernel's own code is compiled on the machine that asks (`npm run kernel:build`) and stepped beside its model: the same call on both sides, in every state that the two reach together, until no pair of states is left. After each call the answer is compared, what was logged or warned of, and everything that either side remembers. Where it is compiled, `npm test` searches every scope below again and comes to these counts, and `npx pasid-verify agreement` says whether they are fresh. None of the kernel's text is kept here.",
    table(
      ['target', 'Linux', 'model states', 'product states', 'transitions', 'recorded calls'],
      rows.map(({ target, release, scopes, recordings }) => [
        `[${target}](#${target.replaceAll('.', '')})`,
        release,
        total(scopes, 'modelStates'),
        total(scopes, 'states'),
        total(scopes, 'transitions'),
        `${recordings.calls}`,
      ]),
    ),
    'A product state is a state of the model with an image of the memory of the kernel. Where there are more of them than states of the model, the kernel remembers what no call shows.',
    ...Object.entries(agreementTexts).flatMap(([target, text]) =>
      blocksOf(rows.find((row) => row.target === target)!, text),
    ),
  );
}

type Scopes = Agreement['scopes'];

const total = (scopes: Scopes, field: 'modelStates' | 'states' | 'transitions'): string =>
  `${scopes.reduce((sum, scope) => sum + scope[field], 0)}`;

function blocksOf(
  { target, release, recordings, scopes }: Agreement,
  { model, hidden, long, differences, changes }: AgreementText,
): readonly string[] {
  return [
    `## ${target}`,
    `**Code.** ${codeOf(target).join('; ')}; of Debian's \`linux-source-${release.split('.', 2).join('.')}\`, Linux ${release}.`,
    `**Model.** ${prose(model)}`,
    list([
      ...scopes.map((scope) => agreedText(release, scope)),
      ...(long === undefined
        ? []
        : [`${agreedText(release, long)} This one takes minutes: ${code('npm run test:long')}.`]),
    ]),
    ...(hidden === undefined ? [] : [`**Remembered by the kernel alone.** ${prose(hidden)}`]),
    `**Recordings.** ${recordingsText(recordings)}`,
    ...titled('Differences that the model has', differences),
    ...titled('Where the model changed', changes),
  ];
}

const agreedText = (
  release: string,
  { scope, states, transitions, cuts }: Omit<Scopes[number], 'depth' | 'modelStates'>,
): string =>
  `In scope ${code(scope)}, ${states} product states, ${transitions} transitions: Linux ${release} and this model never differ.${cutText(cuts)}`;

const cutText = (cuts: number): string =>
  cuts === 0 ? '' : ` ${cuts} that pass a bound of the scope were not followed.`;

const recordingsText = ({
  accepted,
  altered,
  calls,
  snapshots,
}: Agreement['recordings']): string =>
  accepted === 0
    ? 'There is none.'
    : `${accepted} are answered as recorded, ${calls} calls and ${snapshots} snapshots; ${altered} altered copies are refused at the altered line.`;

const titled = (title: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [`**${title}.**`, list(items.map(prose))];

/** The kernel's files that a shim includes: whole, and first of all what the module is about. */
const INCLUDED = /^#include "((?:drivers|kernel|lib)\/[^"]+)"$/gm;

/** What a module is compiled from, as its declaration and its shims say. */
function codeOf(target: string): readonly string[] {
  const { shims, files, functions = {} } = modules[target]!;
  const included = shims.flatMap((shim) => {
    const file = path.join(packageRoot(), 'kernel', 'shim', `${shim}.c`);
    return [...readFileSync(file, 'utf8').matchAll(INCLUDED)].map(([, found]) => found!);
  });
  return [
    `whole files ${[...included, ...files].map(code).join(', ')}`,
    ...Object.entries(functions).map(
      ([file, names]) => `of ${code(file)} the functions ${names.map(code).join(', ')}`,
    ),
  ];
}
