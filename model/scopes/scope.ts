import {
  cgroupId,
  deviceId,
  groupId,
  mdevId,
  POLICIES,
  type Profile,
  type Sandbox,
  type Topology,
} from '#contract';
import type { ActionKind } from '../actions.js';

/** The finite sizes of one run, and the bound past which a search does not follow. */
export interface Scope {
  readonly name: string;
  /** The decisions it follows; the topology carries them. */
  readonly profile: Profile;
  readonly topology: Topology;
  /** The actions that a search and fuzzing use; absent: every one of the profile. */
  readonly alphabet?: readonly ActionKind[];
  /** The limits that `cgroup-set-max` is tried with. */
  readonly limits: readonly number[];
  /**
   * The greatest number of users of one bond, of one group, and of requests of one device at one
   * PASID: what could grow for ever.
   */
  readonly countMax: number;
  /** There if it has more states than a search comes to the end of: it is for fuzzing. */
  readonly isEndless?: true;
  /** What the scope is for, and why it has these sizes. */
  readonly about: string;
}

/** A scope from its sizes, each named once. */
export function scope(
  profile: Profile,
  {
    name,
    alphabet,
    limits,
    countMax,
    isEndless,
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
    ...(alphabet === undefined ? {} : { alphabet }),
    limits,
    countMax,
    ...(isEndless === undefined ? {} : { isEndless }),
    about,
  };
}

/** The sizes of a machine without files: nobody may open anything, and there is but one user. */
export const withoutFiles = {
  users: 1,
  sandboxes: [sandbox({})],
  files: 0,
  mdevs: 0,
  guestPasids: 0,
} as const;

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

/** A sandbox by what it lists; nothing, if nothing is named. */
export function sandbox({
  devSva = false,
  vfio = [],
  workQueues = [],
  mdevs = [],
}: {
  readonly devSva?: boolean;
  readonly vfio?: readonly number[];
  readonly workQueues?: readonly number[];
  readonly mdevs?: readonly number[];
}): Sandbox {
  return {
    devSva,
    vfio: vfio.map(deviceId),
    workQueues: workQueues.map(deviceId),
    mdevs: mdevs.map(mdevId),
  };
}

/** A sandbox that lists every node of so many devices and mediated devices. */
export function openSandbox(devices: number, mdevs: number): Sandbox {
  const all = Array.from({ length: devices }, (_, index) => index);
  const mediated = Array.from({ length: mdevs }, (_, index) => index);
  return sandbox({ devSva: true, vfio: all, workQueues: all, mdevs: mediated });
}

/** A cgroup tree: the root, then one cgroup for each parent named. */
export function tree(...parents: readonly number[]): Topology['cgroups'] {
  return [{ parent: null }, ...parents.map((parent) => ({ parent: cgroupId(parent) }))];
}

/** The sizes of a machine where no caller has a domain, claims a group or is limited. */
export const withoutDomains = {
  domains: [],
  attachHandles: 0,
  owners: 0,
  cgroups: tree(),
  limits: [],
} as const;
