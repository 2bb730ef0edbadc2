import { type ClaimsChecked, InputError, type Target } from '#harness';
import type { Scope } from '#model';
import { type Exploring, exploreSubject } from '../exploring.js';
import { searchedScopes } from '../options.js';
import { publish, type ReportOptions } from '../report.js';
import { productSubject, type Subject, scopeSubject, subjects } from '../subjects.js';
import type { Terminal } from '../terminal.js';

/** The options of `explore`. */
export interface ExploreOptions extends ReportOptions, Exploring {
  readonly machine?: string;
  readonly scope?: Scope;
  readonly target?: Target;
  readonly corpus: string;
  readonly claims: ClaimsChecked;
  readonly symmetry: boolean;
}

/**
 * `explore`: every state that a machine can reach, each claim checked on it: of a toy, of the
 * reference machine in a scope, or of that and a target together.
 */
export async function exploreCommand(terminal: Terminal, options: ExploreOptions): Promise<number> {
  const results = [await exploreSubject(terminal, subjectOf(options), options)];
  return publish(terminal, { command: 'explore', what: 'searches', results }, options);
}

function subjectOf(options: ExploreOptions): Subject {
  const { machine, scope, target, corpus, claims, symmetry } = options;
  if (machine !== undefined) return subjects[machine]!(symmetry);
  if (scope === undefined) {
    throw new InputError({
      file: 'explore',
      expected: `--scope, one of ${searchedScopes().join(', ')}, or --machine, a toy`,
      seen: 'neither',
      next: 'npx pasid-verify explore --scope tiny',
    });
  }
  if (target === undefined) return scopeSubject(scope, claims, symmetry);
  if (symmetry) {
    throw new InputError({
      file: 'explore --symmetry',
      expected: 'the reference machine alone, whose states say which numbers are names',
      seen: `--target ${target.name}, whose snapshots do not, and which takes the lowest id`,
      next: `npx pasid-verify explore --scope ${scope.name} --symmetry`,
    });
  }
  return productSubject(scope, target, corpus);
}
