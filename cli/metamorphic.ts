import {
  checkRelation,
  implementation,
  type Relation,
  type RelationReport,
  relations,
} from '#harness';
import type { Result } from './report.js';
import type { Terminal } from './terminal.js';

/**
 * The metamorphic relations of the model and of the implementation, as one result. JSON: `relations`
 * is their number, `reports` has one `RelationReport` each. One that no run had anything for is
 * checked in vain, and the answer is not yes.
 */
export function verifyRelations(
  terminal: Terminal,
  seed: number,
  asked: readonly Relation[] = relations,
): Result {
  const reports: RelationReport[] = [];
  for (const relation of asked) {
    terminal.progress(`metamorphic: ${reports.length} of ${asked.length}, now ${relation.id}`);
    reports.push(checkRelation(relation, { target: implementation, seed }));
  }
  terminal.progressDone();
  const broken = reports.filter(({ failure }) => failure !== undefined);
  const vain = reports.filter((report) => report.failure === undefined && leastOf(report) === 0);
  const least = Math.min(...reports.map(leastOf));
  const judged = broken.length > 0 ? 'violated' : 'holds';
  return {
    name: 'metamorphic',
    verdict: judged === 'holds' && vain.length > 0 ? 'undecided' : judged,
    summary: `${reports.length} relations, each exercised by ${least} runs or more of each side`,
    details: [
      ...broken.flatMap(textOf),
      ...vain.map(({ id }) => `checked in vain, no run had what it speaks of: ${id}`),
    ],
    json: { relations: reports.length, reports },
  };
}

/** Runs of the side that exercised the relation least. */
function leastOf({ exercised }: RelationReport): number {
  return Math.min(...Object.values(exercised));
}

function textOf({ id, claim, failure }: RelationReport): string[] {
  if (failure === undefined) return [];
  const { side, scope, reason, run } = failure;
  return [
    `${id} violated by the ${side}, scope ${scope}: ${reason}`,
    ...run.map((step, index) => `  ${index + 1}  ${step}`),
    claim,
  ];
}
