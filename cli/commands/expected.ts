import {
  BUILD_COMMAND,
  type Expectation,
  type ExpectedFound,
  findExpected,
  isNotBuilt,
  stepLines,
  writeExpected,
} from '#harness';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** What `explore --expected` is told. */
interface ExpectedOptions extends ReportOptions {
  readonly corpus: string;
}

/**
 * `explore --expected`: what the code of kernels does and a good design must not, looked for in a scope
 * of its own and stored with the certificate of its length. One that is not found as it is expected is
 * violated: the code, the claim or the scope is another one.
 */
export async function expectedCommand(
  terminal: Terminal,
  asked: readonly Expectation[],
  options: ExpectedOptions,
): Promise<number> {
  const results: Result[] = [];
  for (const expectation of asked) results.push(await resultOf(expectation, options.corpus));
  return publish(terminal, { command: 'explore', what: 'searches', results }, options);
}

async function resultOf(expectation: Expectation, corpus: string): Promise<Result> {
  const { name: short, target, claim, bug, length, scope } = expectation;
  const name = `expected ${short}`;
  const json = { target, property: claim.id, scope: scope.name, ...(bug && { bug }) };
  if (isNotBuilt(target)) {
    const summary = `${target} is not built on this machine. Next: ${BUILD_COMMAND}`;
    return { name, verdict: 'skipped', summary, details: [], json };
  }
  const found = findExpected(expectation);
  if (found?.steps.length !== length) {
    const saw = found === undefined ? `none of up to ${length}` : `one of ${found.steps.length}`;
    const summary = `${claim.id}: expected a trace of ${length} commands of ${target}, saw ${saw}`;
    return { name, verdict: 'violated', summary, details: [], json };
  }
  const file = await writeExpected(corpus, expectation, found);
  return {
    name,
    verdict: 'holds',
    summary: `${claim.id} is broken by ${target} after ${length} commands, and after no fewer${proofText(expectation, found)}`,
    details: [...stepLines(found.steps, found.violation.reason), `  ${claim.claim}`],
    json: {
      ...json,
      reason: found.violation.reason,
      length,
      counterexample: file,
      certificate: found.certificate,
      ...(found.statesAfter === undefined ? {} : { statesAfter: found.statesAfter }),
    },
  };
}

function proofText(
  { scope, never }: Expectation,
  { certificate, statesAfter }: ExpectedFound,
): string {
  const { productStates, sequences } = certificate;
  const after =
    never === undefined
      ? ''
      : `; for ever: ${never.id} in all ${statesAfter} states after it in which a group counts at most ${never.within}`;
  return ` (scope ${scope.name}, ${productStates} states, ${sequences} sequences)${after}`;
}
