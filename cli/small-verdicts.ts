import { hasMachine, reusing, searchMachine } from '#harness';
import { exploreSubject } from './exploring.js';
import type { Result } from './report.js';
import { smallScopesOf } from './small-scopes.js';
import type { Terminal } from './terminal.js';

/** A few seconds. One call more takes seven times as long. */
const CALLS_MAX = 3;
const STATES_MAX = 200_000;

/**
 * Kernel code beside the small machine that is its model: every state of the machine, then of both
 * together. Without reuse there is no end of states, so then it is every sequence of a few calls.
 */
export async function verifySmall(
  terminal: Terminal,
  target: string,
  memory: number,
): Promise<Result[]> {
  if (reusing(target) !== undefined) return hasMachine(target) ? [firstCalls(target)] : [];
  const results: Result[] = [];
  for (const scope of smallScopesOf(target)) {
    for (const subject of [scope.alone(false), scope.beside()]) {
      results.push(await exploreSubject(terminal, subject, { exact: false, memory }));
    }
  }
  return results;
}

function firstCalls(target: Parameters<typeof searchMachine>[0]): Result {
  const bounds = { lengthMax: CALLS_MAX, statesMax: STATES_MAX };
  const { found, certificate } = searchMachine(target, bounds);
  const { provenTo, sequences, productStates } = certificate;
  const name = `first calls of ${target}`;
  const json = { target, provenTo, sequences, productStates };
  if (found === undefined) {
    const summary = `no difference in up to ${provenTo} calls in any scope of its model (${productStates} product states, ${sequences} sequences)`;
    return { name, verdict: 'holds', summary, details: [], json };
  }
  const { scope, steps, reason } = found;
  return {
    name,
    verdict: 'violated',
    summary: `${reason}, after ${steps.length} calls in scope ${scope}`,
    details: steps.map(({ call, answer }, index) => `  ${index + 1}  ${call}    ${answer}`),
    json: { ...json, scope, steps, reason },
  };
}
