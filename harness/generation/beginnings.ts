import type { Scope } from '#model';
import type { Trace } from '../command.js';
import { isVast } from '../looks.js';
import { crowdOf } from './crowd.js';

/** Sequences after which runs of a scope may go on; the same value on every call. */
export function beginningsOf(scope: Scope): readonly Trace[] {
  const known = beginnings.get(scope);
  if (known !== undefined) return known;
  const found = isVast(scope) ? [crowdOf(scope)] : [];
  beginnings.set(scope, found);
  return found;
}

const beginnings = new WeakMap<Scope, readonly Trace[]>();
