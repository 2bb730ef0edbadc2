import { cgroupId, groupId, POLICIES, type Profile, type Topology } from '#contract';

/** The finite sizes of one run, and the bound past which a search does not follow. */
export interface Scope {
  readonly name: string;
  /** The decisions it follows; the topology carries them. */
  readonly profile: Profile;
  readonly topology: Topology;
  /** The limits that `cgroup-set-max` is tried with. */
  readonly limits: readonly number[];
  /** The greatest number of users of one bond and of one group: what could grow for ever. */
  readonly countMax: number;
  /** What the scope is for, and why it has these sizes. */
  readonly about: string;
}

/** A scope from its sizes, each named once. */
export function scope(
  profile: Profile,
  {
    name,
    limits,
    countMax,
    about,
    groups,
    ...sizes
  }: Omit<Topology, 'policy' | 'groups'> &
    Omit<Scope, 'profile' | 'topology'> & { readonly groups: readonly boolean[] },
): Scope {
  return {
    name,
    profile,
    topology: {
      policy: POLICIES[profile],
      groups: groups.map((defaultDomain) => ({ defaultDomain })),
      ...sizes,
    },
    limits,
    countMax,
    about,
  };
}

/** A device; null: in no group. */
export function device(
  maxPasids: number,
  group: number | null,
  iommuDriver = 0,
): Topology['devices'][number] {
  return { maxPasids, group: group === null ? null : groupId(group), iommuDriver };
}

/** A domain of the callers. */
export function domain(iommuDriver: number, setDevPasid = true): Topology['domains'][number] {
  return { iommuDriver, setDevPasid };
}

/** A cgroup tree: the root, then one cgroup for each parent named. */
export function tree(...parents: readonly number[]): Topology['cgroups'] {
  return [{ parent: null }, ...parents.map((parent) => ({ parent: cgroupId(parent) }))];
}
