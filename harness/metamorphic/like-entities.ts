import type { Topology } from '#contract';
import { actionByKind, type Domain, type Scope } from '#model';
import { chosen, firstDeparture, found, idle, type Relation } from './relation.js';
import {
  type Renaming,
  renamedAction,
  renamedFaults,
  renamedOutcome,
  renamedState,
} from './renaming.js';
import type { Made } from './side.js';

/** Process numbers say whose a process is and what it may open, and nothing else. */
export const likeProcesses = renaming({
  id: 'like-processes',
  claim: 'Renaming processes of one user and sandbox changes nothing else.',
  why: 'What a process may do would depend on its number, and shrinking could not rename.',
  of: 'process',
  like: ({ topology: { processes, users, sandboxes } }) =>
    swaps(processes, (a, b) => (b - a) % users === 0 && (b - a) % sandboxes.length === 0),
});

/** Numbers of address spaces are names and nothing else. */
export const likeMms = renaming({
  id: 'like-address-spaces',
  claim: 'Renaming address spaces renames what a run does and changes nothing else.',
  why: 'What can be bound would depend on its number, and shrinking could not rename.',
  of: 'mm',
  like: ({ topology }) => swaps(topology.mms, () => true),
});

/** Devices are alike where the topology says the same of them, its sandboxes included. */
export const likeDevices = renaming({
  id: 'like-devices',
  claim: 'Renaming devices of one group, range, IOMMU driver and sandbox changes nothing else.',
  why: 'One member of a group would reach what another one does not.',
  of: 'device',
  like: ({ topology }) =>
    swaps(topology.devices.length, (a, b) => {
      const { group } = topology.devices[a]!;
      return group !== null && textOf(topology, a) === textOf(topology, b);
    }),
});

/** Cgroups are alike where they have the same parent and the same tree below them. */
export const likeCgroups = renaming({
  id: 'like-cgroups',
  claim: 'Renaming sibling cgroups with equal trees below them changes nothing else.',
  why: 'One cgroup could take from what another one was promised.',
  of: 'cgroup',
  like: ({ topology: { cgroups } }) =>
    swaps(cgroups.length, (a, b) => {
      const isSibling = cgroups[a]!.parent === cgroups[b]!.parent;
      return isSibling && shapeBelow(cgroups, a) === shapeBelow(cgroups, b);
    }).map(([pair]) => {
      const [a, b] = pair!;
      const [left, right] = [treeBelow(cgroups, a), treeBelow(cgroups, b)];
      return left.map((cgroup, i): Swap => [cgroup, right[i]!]);
    }),
});

type Swap = readonly [number, number];

/** A relation that renames entities of one kind: `like` lists what may change places. */
function renaming({
  of,
  like,
  ...text
}: Pick<Relation, 'id' | 'claim' | 'why'> & {
  readonly of: Domain;
  /** Each element is a set of numbers that change places pairwise. */
  readonly like: (scope: Scope) => readonly (readonly Swap[])[];
}): Relation {
  return {
    ...text,
    check(sample) {
      const { scope, side, made } = sample;
      const named = namedIn(made, of);
      const candidates = like(scope).filter((pairs) =>
        pairs.some(([a, b]) => named.has(a) || named.has(b)),
      );
      const swap = chosen(candidates, sample);
      if (swap === undefined) return idle;
      const changed: Renaming = {
        [of]: new Map(swap.flatMap(([a, b]) => [[a, b] as const, [b, a] as const])),
      };
      const steps = made.map(({ action, faults }) => ({
        action: renamedAction(action, changed),
        faults: renamedFaults(faults, changed),
      }));
      const failure = firstDeparture(side.boot(scope.topology), steps, made, {
        outcome: (outcome) => renamedOutcome(outcome, changed),
        state: (state) => renamedState(state, changed),
      });
      return found(failure);
    },
  };
}

/** What a topology says of a device. */
function textOf({ devices, sandboxes }: Topology, device: number): string {
  const listed = sandboxes.map(({ vfio, workQueues }) =>
    [vfio, workQueues].map((nodes) => nodes.some((node) => node === device)),
  );
  return JSON.stringify([devices[device], listed]);
}

/** The entities of a domain that a run names. */
function namedIn(made: readonly Made[], of: Domain): ReadonlySet<number> {
  const named = new Set<number>();
  for (const { action } of made) {
    for (const [name, domain] of Object.entries<Domain>(actionByKind[action.kind].params)) {
      if (domain === of) named.add((action as unknown as Record<string, number>)[name]!);
    }
  }
  return named;
}

/** Every pair of different numbers that are alike, each as a change of one pair of places. */
function swaps(count: number, isLike: (a: number, b: number) => boolean): readonly [Swap][] {
  const numbers = Array.from({ length: count }, (_, number) => number);
  return numbers.flatMap((a) =>
    numbers.filter((b) => b > a && isLike(a, b)).map((b): [Swap] => [[a, b]]),
  );
}

function childrenOf(cgroups: Topology['cgroups'], parent: number): readonly number[] {
  return cgroups.flatMap((cgroup, number) => (cgroup.parent === parent ? [number] : []));
}

/** A cgroup and all below it, in an order that equal trees share. */
function treeBelow(cgroups: Topology['cgroups'], cgroup: number): readonly number[] {
  const children = [...childrenOf(cgroups, cgroup)];
  children.sort((a, b) => shapeBelow(cgroups, a).localeCompare(shapeBelow(cgroups, b)));
  return [cgroup, ...children.flatMap((child) => treeBelow(cgroups, child))];
}

/** The tree below a cgroup, without numbers. */
function shapeBelow(cgroups: Topology['cgroups'], cgroup: number): string {
  const shapes = childrenOf(cgroups, cgroup).map((child) => shapeBelow(cgroups, child));
  return `(${shapes.sort().join('')})`;
}
