import { UNLIMITED } from '#contract';
import { type Action, argumentsOf, declarationOf } from './actions/index.js';
import type { Domain } from './vocabulary.js';

/** An action in one line, as traces and reports print it: `sva-bind dev0 mm1`. */
export function format(action: Action): string {
  const { kind, params } = declarationOf(action);
  const args = argumentsOf(action);
  const words = Object.entries(params).map(([name, domain]) => text[domain](args[name]!));
  return [kind, ...words].join(' ');
}

const text: Readonly<Record<Domain, (value: number) => string>> = {
  process: (value) => `p${value}`,
  mm: (value) => `mm${value}`,
  cgroup: (value) => `cg${value}`,
  device: (value) => `dev${value}`,
  pasid: (value) => `pasid ${value}`,
  limit: (value) => (value === UNLIMITED ? 'max' : `${value}`),
};
