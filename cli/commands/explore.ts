import {
  type ClaimsChecked,
  type Expectation,
  expectations,
  InputError,
  livenessIn,
  type RecordedTarget,
  reusing,
} from '#harness';
import { type Scope, scopes } from '#model';
import { exploreSubject } from '../exploring.js';
import { type Deciding, exploreLiveness } from '../liveness.js';
import { searchedScopes } from '../options.js';
import { publish, type ReportOptions } from '../report.js';
import { misfit, portTarget, type SmallScope } from '../small-scopes.js';
import { productSubject, type Subject, scopeSubject, subjects } from '../subjects.js';
import type { Terminal } from '../terminal.js';
import { expectedCommand } from './expected.js';

/** The options of `explore`. */
export interface ExploreOptions extends ReportOptions, Deciding {
  readonly machine?: string;
  readonly scope?: Scope | SmallScope;
  readonly target?: RecordedTarget;
  readonly corpus: string;
  readonly claims: ClaimsChecked | 'liveness';
  readonly symmetry: boolean;
  /** All that is expected of kernels, or this; there: it is looked for in place of anything else. */
  readonly expected?: true | Expectation;
}

/**
 * `explore`: every state that a machine can reach, each claim checked on it: of a small machine, of the
 * reference machine or a smaller one in a scope, or of that and a target together. With `--claims liveness` the claims
 * about runs are decided on its graph; `--expected` is told in `expectedCommand`.
 */
export async function exploreCommand(terminal: Terminal, options: ExploreOptions): Promise<number> {
  const { claims, expected } = options;
  if (expected !== undefined) {
    return expectedCommand(terminal, expected === true ? expectations : [expected], options);
  }
  const results =
    claims === 'liveness'
      ? await exploreLiveness(terminal, livenessScope(options), options)
      : [await exploreSubject(terminal, subjectOf(options, claims), options)];
  return publish(terminal, { command: 'explore', what: 'searches', results }, options);
}

/** The complaint that a target has no end of states. */
function endless(target: string, base: string, scope: string): InputError {
  return new InputError({
    file: target,
    expected: 'a target whose states come to an end, as those with reuse do',
    seen: 'one that never hands memory out again, for replay, fuzzing and verify',
    next: `npx pasid-verify explore --target ${base} --scope ${scope}`,
  });
}

const NEXT = 'npx pasid-verify explore --scope tiny';

/** The scope in which claims about runs are to be decided. */
function livenessScope({ scope, target, machine, symmetry }: ExploreOptions): Scope {
  const decided = Object.values(scopes).filter(
    (known) => known.isEndless === undefined && livenessIn(known).length > 0,
  );
  const known = decided.find((each) => each === scope);
  const isDecided = known !== undefined && target === undefined;
  if (isDecided && !symmetry) return known;
  const seen = isDecided
    ? '--symmetry: who must come in the end is asked of each by name'
    : target !== undefined
      ? `--target ${target.name}: the graph is that of the machine alone`
      : scope !== undefined
        ? `${scope.name}, of which no such claim is made`
        : machine !== undefined
          ? `--machine ${machine}, which makes no such claim`
          : 'none';
  const expected = `--scope with --claims liveness, one of ${decided.map(({ name }) => name).join(', ')}, without symmetry`;
  throw new InputError({ file: 'explore', expected, seen, next: `${NEXT} --claims liveness` });
}

function subjectOf(options: ExploreOptions, claims: ClaimsChecked): Subject {
  const { machine, scope, target, corpus, fault, itf, symmetry } = options;
  if (fault !== undefined || itf !== undefined) {
    throw new InputError({
      file: 'explore',
      expected: '--claims liveness with --fault or --itf',
      seen: `--claims ${claims}`,
      next: `${NEXT} --claims liveness`,
    });
  }
  if (machine !== undefined) return subjects[machine]!(symmetry);
  if (scope === undefined) {
    const expected = `--scope, one of ${searchedScopes().join(', ')}, or --machine, one of ${Object.keys(subjects).join(', ')}`;
    throw new InputError({ file: 'explore', expected, seen: 'neither', next: NEXT });
  }
  if (target === undefined) {
    return 'alone' in scope ? scope.alone(symmetry) : scopeSubject(scope, claims, symmetry);
  }
  if (symmetry) {
    throw new InputError({
      file: 'explore --symmetry',
      expected: 'the reference machine alone, whose states say which numbers are names',
      seen: `--target ${target.name}, whose snapshots do not, and which takes the lowest id`,
      next: `npx pasid-verify explore --scope ${scope.name} --symmetry`,
    });
  }
  const base = reusing(target.name);
  if (base !== undefined) throw endless(target.name, base, scope.name);
  if (!('beside' in scope)) return productSubject(scope, portTarget(target.name, scope), corpus);
  if (scope.target !== target.name) throw misfit(target.name, scope.name);
  return scope.beside();
}
