import { POLICIES, type Policy, type Profile } from '#contract';
import { policySwitches, profileTexts, type SwitchText } from '#model';
import { code, page, prose, table } from './markdown.js';

/** Every decision that can be taken either way, and the named sets of them. */
export const policiesPage = (): string =>
  page(
    'Policies',
    'Where the people of the argument disagree, or kernels do, the machine has a switch. A profile is a set of positions with a name.',
    '## Profiles',
    ...profiles.map((profile) => `**${profile}.** ${prose(profileTexts[profile])}`),
    table(
      ['switch', ...profiles],
      names.map((name) => [
        `[${name}](#${name.toLowerCase()})`,
        ...profiles.map((profile) => code(POLICIES[profile][name])),
      ]),
    ),
    '## Switches',
    ...names.flatMap(switchBlocks),
  );

const profiles = Object.keys(POLICIES) as Profile[];
const names = Object.keys(policySwitches) as (keyof Policy)[];

function switchBlocks(name: keyof Policy): string[] {
  const { question, values, readAt }: SwitchText = policySwitches[name];
  const chosen = (value: string): string =>
    profiles.filter((profile) => POLICIES[profile][name] === value).join(', ');
  return [
    `### ${name}`,
    question,
    table(
      ['value', 'then', 'profiles'],
      Object.entries(values).map(([value, then]) => [code(value), prose(then), chosen(value)]),
    ),
    `Read in ${readAt.map(code).join(', ')}.`,
  ];
}
