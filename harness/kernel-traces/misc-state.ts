import { cgroupId, resourceId, UNLIMITED } from '#contract';
import type { MiscSnapshot } from './misc-lines.js';
import type { MiscScope } from './misc-scope.js';
import type { LedgerSide } from './misc-sides.js';
import type { Observed } from './verdict.js';

/** The paths of a snapshot's fields, in the order in which both functions below list the values. */
export function statePaths({ resourceNames, cgroupNames }: MiscScope): readonly string[] {
  return [
    ...resourceNames.map((resource) => `capacity.${resource}`),
    ...cgroupNames.flatMap((cgroup) =>
      resourceNames.flatMap((resource) =>
        ['usage', 'peak', 'max', 'events', 'eventsLocal'].map(
          (field) => `cgroups.${cgroup}.${resource}.${field}`,
        ),
      ),
    ),
  ];
}

/** What a side holds. */
export function stateOf(side: LedgerSide, { topology }: MiscScope): readonly Observed[] {
  const { resources, cgroups } = topology;
  const values: Observed[] = resources.map((_name, index) => side.capacity(resourceId(index)));
  for (const cgroup of cgroups.keys()) {
    for (const resource of resources.keys()) {
      const row = side.charge(resourceId(resource), cgroupId(cgroup));
      values.push(row.current, row.peak, maxText(row.max), row.events, row.eventsLocal);
    }
  }
  return values;
}

/** What a record says. */
export function recordedState(
  { capacity, cgroups }: MiscSnapshot['state'],
  { resourceNames, cgroupNames }: MiscScope,
): readonly Observed[] {
  const values: Observed[] = resourceNames.map((resource) => capacity[resource]!);
  for (const cgroup of cgroupNames) {
    for (const resource of resourceNames) {
      const row = cgroups[cgroup]![resource]!;
      values.push(row.usage, row.peak, maxText(row.max), row.events, row.eventsLocal);
    }
  }
  return values;
}

const maxText = (max: number): Observed => (max === UNLIMITED ? 'max' : max);
