import {
  type Defect,
  defects,
  type Hunt,
  hunt,
  type Kill,
  type KillBudget,
  type KillMatrix,
  killFinder,
  killMatrix,
  type Property,
} from '#harness';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';
import { seedsCommand } from './defect-seeds.js';
import { type EditedTarget, kernelEditsCommand } from './kernel-edits.js';

/** The options of `defects`. */
export interface DefectsOptions extends ReportOptions {
  readonly seed: number;
  readonly only?: readonly Defect[];
  /** There: the edits of this kernel's source, in place of the defects of the implementation. */
  readonly target?: EditedTarget;
  readonly timing?: boolean;
  /** There: where so many seeds end, in place of the kill matrix. */
  readonly seeds?: number;
  readonly states: number;
}

/**
 * `defects`: every seeded defect, looked for by its property alone, and which other properties notice
 * it, alone too. JSON: each of `defects` has `killedBy: [{property, run, length}]`, and `matrix` has the
 * fields of `KillMatrix` besides `budget`. Where the hunt took longer than the budget, the properties
 * were also asked in the turn in which it ended, so that a `run` may lie beyond `budget.runs`.
 */
export async function defectsCommand(terminal: Terminal, options: DefectsOptions): Promise<number> {
  if (options.target !== undefined) return kernelEditsCommand(terminal, options.target, options);
  const pairs = Object.entries(defects)
    .flatMap(([property, seeded]) =>
      seeded.map((defect) => ({ property: property as Property, defect })),
    )
    .filter(({ defect }) => options.only?.includes(defect) ?? true);
  if (options.seeds !== undefined) {
    const seeds = Array.from({ length: options.seeds }, (_, index) => options.seed + index);
    return seedsCommand(terminal, pairs, seeds, options);
  }
  const finder = killFinder(options.seed);
  const results: Result[] = [];
  const judged: { defect: string; killedBy: readonly Kill[] }[] = [];
  for (const { property, defect } of pairs) {
    terminal.progress(`defects: ${results.length} of ${pairs.length}, now ${defect.name}`);
    const startedAt = terminal.now();
    const hunted = hunt(defect, property, options.seed);
    const killedBy = finder.killsOf(hunted);
    const timing = options.timing === true ? { ms: Math.round(terminal.now() - startedAt) } : {};
    judged.push({ defect: defect.name, killedBy });
    results.push(resultOf(hunted, killedBy, timing));
  }
  terminal.progressDone();
  const totals = totalsOf(killMatrix(judged), finder.budget);
  return publish(terminal, { command: 'defects', what: 'defects', results, totals }, options);
}

function resultOf(
  { defect, property, run, runs }: Hunt,
  killedBy: readonly Kill[],
  timing: { ms?: number },
): Result {
  const length = run?.trace.length ?? null;
  const ms = timing.ms === undefined ? '' : `, ${timing.ms} ms`;
  const others = killedBy.map((kill) => kill.property).filter((other) => other !== property);
  const also = others.length === 0 ? '; by no other' : `; also by ${others.join(', ')}`;
  return {
    name: `defect/${defect.name}`,
    verdict: run === undefined ? 'violated' : 'holds',
    summary:
      run === undefined
        ? `not found by ${property} in ${runs} runs${also}`
        : `found by ${property}, ${length} commands, run ${runs}${ms}${also}`,
    details: [],
    json: {
      defect: defect.name,
      about: defect.about,
      ...(defect.bug === undefined ? {} : { bug: defect.bug }),
      property,
      found: run !== undefined,
      length,
      runs,
      killedBy,
      ...timing,
    },
  };
}

function totalsOf(matrix: KillMatrix, budget: KillBudget): { text: string; json: Result['json'] } {
  const { onlyKiller, redundant, comparisonsOnly, notKilled } = matrix;
  const listed = (names: readonly string[]): string => names.join(', ') || 'none';
  const text = [
    `each property alone, in ${budget.runs} runs (${budget.within.join('; ')}):`,
    `  defects that one claim alone notices: ${onlyKiller.length}`,
    `  defects that only a comparison with the model notices: ${listed(comparisonsOnly)}`,
    `  defects that nothing notices: ${listed(notKilled)}`,
    `  claims that are the only one to notice nothing: ${listed(redundant)}`,
  ].join('\n');
  return { text, json: { matrix: { budget, ...matrix } } };
}
