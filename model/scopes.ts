import { cgroupId, type Topology, UNLIMITED } from '#contract';
import { pasidEnd } from './state.js';
import type { Domain } from './vocabulary.js';

/** The finite sizes of one run, and the bound past which a search does not follow. */
export interface Scope {
  readonly name: string;
  readonly topology: Topology;
  /** The limits that `cgroup-set-max` is tried with. */
  readonly limits: readonly number[];
  /** The greatest number of users of one bond; the only counter that could grow for ever. */
  readonly bondUsersMax: number;
  /** What the scope is for, and why it has these sizes. */
  readonly about: string;
}

/** The scopes by name, in rising order of size. */
export const scopes: Readonly<Record<'tiny' | 'small' | 'medium' | 'large', Scope>> = {
  tiny: {
    name: 'tiny',
    topology: {
      processes: 2,
      mms: 2,
      devices: [{ maxPasids: 3 }],
      cgroups: tree(0),
    },
    limits: [0, 1, UNLIMITED],
    bondUsersMax: 2, // A third user adds no new transition: it matters only whether one is left.
    about: 'Two ids for two address spaces: small enough for a naive search of every state.',
  },
  small: {
    name: 'small',
    topology: {
      processes: 3,
      mms: 4,
      devices: [{ maxPasids: 8 }, { maxPasids: 4 }],
      cgroups: tree(0, 1),
    },
    limits: [0, 1, 2, 3, UNLIMITED],
    bondUsersMax: 2,
    about:
      'Two devices of unequal range, one more address space than processes, a chain of cgroups: every witness is within reach.',
  },
  medium: {
    name: 'medium',
    topology: {
      processes: 12,
      mms: 16,
      devices: [{ maxPasids: 64 }, { maxPasids: 33 }, { maxPasids: 32 }, { maxPasids: 4 }],
      cgroups: tree(0, 1, 2, 1, 0),
    },
    limits: [0, 1, 2, 3, 8, 31, 32, UNLIMITED],
    bondUsersMax: 4,
    about:
      'Ranges that end at, just above and far from a 32-bit word, cgroups three deep: where an implementation packs bits.',
  },
  large: {
    name: 'large',
    topology: {
      processes: 2000,
      mms: 2000,
      devices: [{ maxPasids: 1 << 20 }, { maxPasids: 32_769 }, { maxPasids: 1025 }],
      cgroups: tree(0, 1, 2, 2, 1, 0, 6, 7, 8, 0, 10),
    },
    limits: [0, 1, 31, 32, 1023, 1024, 32_768, UNLIMITED],
    bondUsersMax: 1000,
    about:
      'All 20 bits, and two ranges that end where a bitmap would start another level: for fuzzing only.',
  },
};

/** The values of one parameter domain in a scope, in rising order; the same array on every call. */
export function domainValues(scope: Scope, domain: Domain): readonly number[] {
  let values = valuesByScope.get(scope);
  if (values === undefined) {
    values = valuesOf(scope);
    valuesByScope.set(scope, values);
  }
  return values[domain];
}

// All 2^20 ids of a large scope are counted out once and not at every question.
const valuesByScope = new WeakMap<Scope, Readonly<Record<Domain, readonly number[]>>>();

function valuesOf({ topology, limits }: Scope): Readonly<Record<Domain, readonly number[]>> {
  return {
    process: range(0, topology.processes),
    mm: range(0, topology.mms),
    cgroup: range(0, topology.cgroups.length),
    device: range(0, topology.devices.length),
    pasid: range(1, pasidEnd(topology)),
    limit: limits,
  };
}

/** A cgroup tree: the root, then one cgroup for each parent named. */
function tree(...parents: readonly number[]): Topology['cgroups'] {
  return [{ parent: null }, ...parents.map((parent) => ({ parent: cgroupId(parent) }))];
}

function range(first: number, end: number): readonly number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}
