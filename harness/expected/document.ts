import {
  code,
  counted,
  GENERATED_BY,
  lowered,
  type Place,
  plain,
} from '../counterexample/document.js';
import { shellWord } from '../input-error.js';
import type { TracedStep } from './bench.js';
import type { Expectation } from './expectation.js';
import type { ExpectedBlock } from './schema.js';

/** An expected counterexample for those who read no JSON: of the last heading, the explanation. */
export function expectedDocument(
  place: Place,
  { target, property, reason, commands, certificate, statesAfter }: ExpectedBlock,
  { name, claim, about, scope, never, kept }: Expectation,
  steps: readonly TracedStep[],
): string {
  const length = commands.length;
  const rows = steps.map(({ call, deed }, i) => {
    const offence = i + 1 === length ? `: **${plain(reason)}**` : '';
    const words = plain(`${deed[0]!.toUpperCase()}${deed.slice(1)}`).replace(/\.$/, '');
    return `| ${i + 1} | ${code(call)} | ${plain(commands[i]!.outcome)} | ${words}${offence} |`;
  });
  const { provenTo, sequences, productStates } = certificate;
  const shorter =
    provenTo === 0
      ? 'No trace is shorter than one call.'
      : `Every sequence of up to ${counted(provenTo)} was tried in its scope, and none breaks the claim.`;
  const after =
    never === undefined || statesAfter === undefined
      ? []
      : [
          `It is for ever: ${plain(lowered(never.claim))} That holds in all ${statesAfter} states that come after it and in which a group counts at most ${never.within}.`,
        ];
  return `${[
    `${GENERATED_BY} from the counterexample beside it; changes belong there. -->`,
    `# ${code(target)} breaks ${code(property)}, as expected`,
    '## Result',
    `The target ${code(target)} breaks the claim ${code(property)}: ${plain(lowered(claim.claim))} After ${counted(length)}: ${plain(reason)}. ${plain(claim.why)}`,
    '## Trace',
    ['| Step | Call | Answer | In words |', '|---|---|---|---|', ...rows].join('\n'),
    `Made in scope ${code(scope.name)}. ${plain(scope.about)}`,
    '## Why it is minimal',
    `${shorter} Among the sequences of ${counted(length)}, this is the first that does, calls being made in the order of their declaration. The search made ${sequences} sequences, which came to ${productStates} states of model and target together; it says nothing of other scopes.`,
    ...after,
    '## Replay',
    `\`\`\`\nnpx pasid-verify replay ${shellWord(place.path)}\n\`\`\``,
    `That makes the calls again on the code of the kernel, once ${code('npm run kernel:build')} was run; ${code(`npx pasid-verify explore --expected ${name}`)} finds them again. The state of the model after each step is in [${place.name}](${place.name}), for viewers of ITF traces.`,
    '## Why a good design must not',
    plain(about),
    `The claim is kept by ${plain(kept.by)}.`,
  ].join('\n\n')}\n`;
}
