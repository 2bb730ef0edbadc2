import { numbersText } from '#harness';
import { liveness, type Scope } from '#model';
import { type DecidedClaim, decideScope } from './liveness.js';
import type { Result } from './report.js';
import type { Terminal } from './terminal.js';

/** Megabytes; these graphs need a few. */
const MEMORY = 512;

/**
 * One result for each claim about runs, over all these scopes: its worst verdict, and undecided where
 * none of them reaches what it speaks of.
 */
export async function verifyLiveness(
  terminal: Terminal,
  scopes: readonly Scope[],
): Promise<readonly Result[]> {
  const decided: { readonly scope: Scope; readonly claims: readonly DecidedClaim[] }[] = [];
  for (const scope of scopes) {
    const options = { exact: false, memory: MEMORY };
    const { searched, claims } = await decideScope(terminal, scope, options);
    if (searched.verdict !== 'holds') return [searched];
    decided.push({ scope, claims });
  }
  return liveness.map(({ id }) => {
    const everywhere = decided.map(({ scope, claims }) => ({
      scope,
      ...claims.find(({ claim }) => claim.id === id)!,
    }));
    return overScopes(id, everywhere);
  });
}

function overScopes(
  id: string,
  everywhere: readonly (DecidedClaim & { readonly scope: Scope })[],
): Result {
  const name = `liveness ${id}`;
  const wrong = everywhere.find(({ verdict }) => verdict.verdict !== 'holds');
  if (wrong !== undefined) {
    const { summary, ...result } = wrong.result;
    return { ...result, name, summary: `in scope ${wrong.scope.name}: ${summary}` };
  }
  const inEarnest = everywhere.filter(({ verdict }) => verdict.isReached);
  const json = {
    claim: id,
    decidedIn: inEarnest.map(({ scope, verdict: { subjects, due, waiting, components } }) => ({
      scope: scope.name,
      subjects,
      due,
      waiting,
      components,
    })),
  };
  if (inEarnest.length === 0) {
    const summary = `checked in vain: no scope reaches ${everywhere[0]!.claim.antecedent}`;
    return { name, verdict: 'undecided', summary, details: [], json };
  }
  const summary = inEarnest
    .map(({ scope, claim, verdict }) => `scope ${scope.name}: ${numbersText(claim, verdict)}`)
    .join('; ');
  return { name, verdict: 'holds', summary, details: [], json };
}
