import type { Policy } from '#contract';
import type { Scope } from '../scopes/scope.js';

/**
 * The same scope with other decisions. Its profile stays: it says which claims are made of it, and
 * that these are made under another policy is the point.
 */
export function underPolicy(scope: Scope, policy: Policy): Scope {
  return { ...scope, topology: { ...scope.topology, policy } };
}
