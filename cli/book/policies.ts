import { DESIGNS, type Design, POLICIES, type Policy, type Profile } from '#contract';
import { designTexts, policySwitches, profileTexts, type SwitchText } from '#model';
import { code, page, prose, table } from './markdown.js';

/** Every decision that can be taken either way, and the named sets of them. */
export const policiesPage = (): string =>
  page(
    'Policies',
    'Where the people of the argument disagree, or kernels do, the machine has a switch. A profile is a set of positions that an implementation can follow, a design one that the argument is about; what no profile has is decided in the model alone.',
    '## Profiles',
    ...profiles.map((profile) => `**${profile}.** ${prose(profileTexts[profile])}`),
    '## Designs',
    ...designs.map((design) => `**${design}.** ${prose(designTexts[design])}`),
    table(
      ['switch', ...Object.keys(named)],
      names.map((name) => [
        `[${name}](#${name.toLowerCase()})`,
        ...Object.values<Policy>(named).map((policy) => code(policy[name])),
      ]),
    ),
    '## Switches',
    'The first value of each is that of the reference.',
    ...names.flatMap(switchBlocks),
  );

/** The profiles and designs that take a decision so. */
export function designsWith(name: keyof Policy, value: string): readonly string[] {
  return Object.entries<Policy>(named)
    .filter(([, policy]) => policy[name] === value)
    .map(([design]) => design);
}

const named = { ...POLICIES, ...DESIGNS };

const profiles = Object.keys(POLICIES) as Profile[];
const designs = Object.keys(DESIGNS) as Design[];
const names = Object.keys(policySwitches) as (keyof Policy)[];

function switchBlocks(name: keyof Policy): string[] {
  const { question, values, readAt }: SwitchText = policySwitches[name];
  return [
    `### ${name}`,
    question,
    table(
      ['value', 'then', 'profiles and designs'],
      Object.entries(values).map(([value, then]) => [
        code(value),
        prose(then),
        designsWith(name, value).join(', '),
      ]),
    ),
    `Read in ${readAt.map(code).join(', ')}.`,
  ];
}
