import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import {
  ASKED,
  findRareStates,
  packageRoot,
  RARE_STATES,
  type RareState,
  recordedRareStates,
} from '#harness';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `rare-states`. */
export interface RareStatesOptions extends ReportOptions {
  readonly record?: boolean;
}

/**
 * `rare-states`: searches small scopes for what few of their transitions reach; `--record` keeps a shortest
 * sequence to each, from which runs go on, else they are compared with those that are kept.
 */
export async function rareStatesCommand(
  terminal: Terminal,
  { record, ...options }: RareStatesOptions,
): Promise<number> {
  const results: Result[] = [];
  const all: RareState[] = [];
  for (const scope of Object.values(ASKED).flat()) {
    const found = findRareStates(scope);
    all.push(...found);
    results.push(record === true ? counted(scope.name, found) : freshness(scope.name, found));
  }
  if (record === true) {
    const text = all.map((rare) => ` ${JSON.stringify(rare)}`).join(',\n');
    await writeFileAtomic(path.join(packageRoot(), RARE_STATES), `[\n${text}\n]\n`);
  }
  return publish(terminal, { command: 'rare-states', what: 'results', results }, options);
}

function counted(scope: string, found: readonly RareState[]): Result {
  const json = { scope, rare: found.length };
  const summary = `${found.length} rare states`;
  return { name: `scope ${scope}`, verdict: 'holds', summary, details: [], json };
}

/** Whether what is kept of a scope is what its search finds. */
function freshness(scope: string, found: readonly RareState[]): Result {
  const kept = recordedRareStates().filter((rare) => rare.scope === scope);
  const isFresh = isDeepStrictEqual(kept, found);
  const summary = isFresh
    ? `${found.length} rare states, as ${RARE_STATES} has them`
    : `otherwise than in ${RARE_STATES}. Next: npx pasid-verify rare-states --record`;
  const { name, json } = counted(scope, found);
  return { name, verdict: isFresh ? 'holds' : 'violated', summary, details: [], json };
}
