import type { Scope } from '#model';
import type { Trace } from '../command.js';
import { isVast } from '../looks.js';
import { crowdOf } from './crowd.js';
import { rareTracesIn } from './rare-states.js';

/**
 * Sequences after which runs of a scope may go on: to a crowd where thousands may live, else to states
 * that searches of small scopes have found to be rare. The same value on every call.
 */
export function beginningsOf(scope: Scope): readonly Trace[] {
  const known = beginnings.get(scope);
  if (known !== undefined) return known;
  const found = isVast(scope) ? [crowdOf(scope)] : rareTracesIn(scope);
  beginnings.set(scope, found);
  return found;
}

const beginnings = new WeakMap<Scope, readonly Trace[]>();
