import { type Topology, UNLIMITED } from '#contract';
import { type Action, argumentsOf, declarationOf } from './actions.js';
import { type Domain, HANDLE_TYPES } from './vocabulary.js';

/**
 * An action in one line, as traces and reports print it: `sva-bind dev0 mm1`. SVA handles are counted
 * from h1 where the topology is given, else they are printed by their HandleId.
 */
export function format(
  action: Action,
  { attachHandles }: Pick<Topology, 'attachHandles'> = { attachHandles: 0 },
): string {
  const { kind, params } = declarationOf(action);
  const args = argumentsOf(action);
  const words = Object.entries(params).map(([name, domain]) => {
    const value = args[name]!;
    return domain === 'sva-handle' ? `h${value - attachHandles}` : text[domain](value);
  });
  return [kind, ...words].join(' ');
}

const text: Readonly<Record<Exclude<Domain, 'sva-handle'>, (value: number) => string>> = {
  process: (value) => `p${value}`,
  mm: (value) => `mm${value}`,
  cgroup: (value) => `cg${value}`,
  limit: (value) => (value === UNLIMITED ? 'max' : `${value}`),
  device: (value) => `dev${value}`,
  group: (value) => `g${value}`,
  owner: (value) => (value === 0 ? 'nobody' : `owner${value}`),
  pasid: (value) => `pasid ${value}`,
  file: (value) => `file${value}`,
  mdev: (value) => `mdev${value}`,
  'guest-pasid': (value) => `guest ${value}`,
  domain: (value) => `D${value}`,
  'attach-handle': (value) => (value === 0 ? 'reserved' : `a${value}`),
  'handle-type': (value) => HANDLE_TYPES[value] ?? `type ${value}`,
};
