import { fixtures, type KernelTarget, recordedTargets, releaseOf, targets } from '#harness';
import { scopes } from '#model';
import { COMPARED, verifyFixture } from '../commands/verify.js';
import { exploreSubject } from '../exploring.js';
import type { Result } from '../report.js';
import { smallScopesOf } from '../small-scopes.js';
import { productSubject, type Subject, scopeSubject } from '../subjects.js';
import type { Terminal } from '../terminal.js';
import type { Agreement } from './kept.js';

/** How searches are made: word by word, so that the counts are exact. */
const EXACT = { exact: true, memory: 512 };

/** What came of comparing a target with its model. */
export interface Compared {
  /** There if nothing differs. */
  readonly agreement: Agreement | undefined;
  readonly results: readonly Result[];
}

/** Replays every recording of a target, and searches every scope of it together with its model. */
export async function compared(terminal: Terminal, target: KernelTarget): Promise<Compared> {
  const results: Result[] = [];
  const recordings = { accepted: 0, altered: 0, calls: 0, snapshots: 0 };
  const recorded = recordedTargets.get(target)!;
  for (const fixture of await fixtures()) {
    if (!recorded.families.includes(fixture.family)) continue;
    const result = await verifyFixture(terminal, fixture, recorded);
    results.push(result);
    recordings[fixture.corruptAt === undefined ? 'accepted' : 'altered'] += 1;
    recordings.calls += Number(result.json['calls'] ?? 0);
    recordings.snapshots += Number(result.json['snapshots'] ?? 0);
  }
  const searched: Agreement['scopes'] = [];
  for (const { scope, alone, beside } of pairsOf(target)) {
    const model = await exploreSubject(terminal, alone, EXACT);
    const pair = await exploreSubject(terminal, beside, EXACT);
    results.push(model, pair);
    const number = ({ json }: Result, field: string): number => Number(json[field]);
    searched.push({
      scope,
      modelStates: number(model, 'distinct'),
      states: number(pair, 'distinct'),
      // The first state is generated, too, and no transition leads to it.
      transitions: number(pair, 'generated') - 1,
      depth: number(pair, 'depth'),
      cuts: number(pair, 'cuts'),
    });
  }
  const holds = results.every(({ verdict }) => verdict === 'holds');
  const agreement = { target, release: releaseOf(target), recordings, scopes: searched };
  return { agreement: holds ? agreement : undefined, results };
}

/** The model alone, then with the target, in each scope. */
function pairsOf(
  name: KernelTarget,
): readonly { readonly scope: string; readonly alone: Subject; readonly beside: Subject }[] {
  const target = targets.get(name);
  if (target?.profile === undefined) {
    return smallScopesOf(name).map((scope) => ({
      scope: scope.name,
      alone: scope.alone(false),
      beside: scope.beside(),
    }));
  }
  return COMPARED[target.profile].map((scope) => ({
    scope,
    alone: scopeSubject(scopes[scope], 'states'),
    // Where a counterexample goes, if there is one: then there is no agreement.
    beside: productSubject(scopes[scope], target, 'counterexamples'),
  }));
}
