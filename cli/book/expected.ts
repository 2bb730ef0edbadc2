import { type Expectation, expectations } from '#harness';
import { bugLink, code, factLink, list, page, prose } from './markdown.js';

/** What real kernels do and a good design must not: each with its claim, its reason and its length. */
export const expectedPage = (): string =>
  page(
    'What Linux does that a good design must not',
    'The model agrees with the code of a kernel under the profile of that kernel; here the same code is held against what a good design keeps. Each trace is the shortest of its scope, found breadth-first in the code itself, and is kept in `counterexamples/` under the name of its claim. `npx pasid-verify explore --expected` finds all of them again, once `npm run kernel:build` was run.',
    ...expectations.flatMap(expectedBlocks),
  );

function expectedBlocks(expectation: Expectation): string[] {
  const { name, target, claim, bug, about, scope, length, never, kept, profile } = expectation;
  const said = [
    `**Breaks** ${prose(code(claim.id))}: ${prose(claim.claim)}`,
    `**Why:** ${prose(claim.why)}`,
    `**Code:** ${code(target)}, ${prose(claim.kernel)}`,
    `**Facts:** ${claim.facts.map(factLink).join(', ')}${bug === undefined ? '' : `; ${bugLink(bug)}`}`,
    `**Shortest:** ${length} commands, in scope ${code(scope.name)}. ${prose(scope.about)}`,
    ...(never === undefined
      ? []
      : [
          `**For ever:** ${prose(never.claim)} That holds in every state that comes after it in which a group counts at most ${never.within}.`,
        ]),
    `**Kept by:** ${prose(kept.by)}`,
    `**The model shows the same** under ${code(profile)}.`,
  ];
  return [`## ${name}`, prose(about), list(said)];
}
