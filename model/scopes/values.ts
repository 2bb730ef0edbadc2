import { pasidEnd } from '../state/members.js';
import { type Domain, HANDLE_TYPES } from '../vocabulary.js';
import type { Scope } from './scope.js';

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
  const { attachHandles, svaHandles } = topology;
  return {
    process: range(0, topology.processes),
    mm: range(0, topology.mms),
    cgroup: range(0, topology.cgroups.length),
    limit: limits,
    device: range(0, topology.devices.length),
    group: range(0, topology.groups.length),
    owner: range(0, topology.owners + 1),
    // 0 and one past the greatest id are no ids, so that the checks of ranges are met.
    pasid: range(0, pasidEnd(topology) + 1),
    domain: range(1, topology.domains.length + 1),
    file: range(1, topology.files + 1),
    mdev: range(0, topology.mdevs),
    'guest-pasid': range(1, topology.guestPasids + 1),
    'attach-handle': range(0, attachHandles + 1),
    'sva-handle': range(attachHandles + 1, attachHandles + svaHandles + 1),
    'handle-type': range(0, HANDLE_TYPES.length),
  };
}

function range(first: number, end: number): readonly number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}
