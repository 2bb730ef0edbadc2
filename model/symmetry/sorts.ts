import type { Policy, Topology } from '#contract';
import { defineSort, type Naming, type Sort } from '#declaration';
import type { Scope } from '../scopes/scope.js';
import { pasidEnd } from '../state/members.js';

/** Each row of numbers with the things that it names; every reader of a scope is given the same. */
export function namesOf(scope: Scope) {
  const { domains, attachHandles, svaHandles } = scope.topology;
  const sorts = sortsOf(scope.topology);
  const handle = [
    { sort: sorts.attachHandle, first: 1 },
    { sort: sorts.svaHandle, first: attachHandles + 1 },
  ];
  const svaDomain = { sort: sorts.svaDomain, first: domains.length + 1 };
  const fileDomain = { sort: sorts.file, first: domains.length + svaHandles + 1, width: 2 };
  return {
    process: [{ sort: sorts.process, first: 0 }],
    mm: [{ sort: sorts.mm, first: 0 }],
    cgroup: [{ sort: sorts.cgroup, first: 0 }],
    device: [{ sort: sorts.device, first: 0 }],
    pasid: [{ sort: sorts.pasid, first: 0 }],
    file: [{ sort: sorts.file, first: 1 }],
    mdev: [{ sort: sorts.mdev, first: 0 }],
    guestPasid: [{ sort: sorts.guestPasid, first: 1 }],
    owner: [{ sort: sorts.owner, first: 1 }],
    handle,
    svaHandle: handle.slice(1),
    // The numbers of groups come last, and groups are not alike.
    domain: [{ sort: sorts.domain, first: 1 }, svaDomain, fileDomain],
    svaDomain: [svaDomain],
  } satisfies Readonly<Record<string, Naming>>;
}

/**
 * What is alike in a topology. Things of which it says the same are, as long as no step asks which
 * number is lower. Steps that take the lowest number that nothing has do not: such things differ in
 * nothing else either.
 */
function sortsOf(topology: Topology) {
  const { processes, users, sandboxes, mms, cgroups, devices, domains } = topology;
  const { attachHandles, svaHandles, files, mdevs, guestPasids, owners, policy } = topology;
  const listedBy = (list: 'vfio' | 'workQueues' | 'mdevs', thing: number): readonly boolean[] =>
    sandboxes.map((sandbox) => sandbox[list].some((listed) => listed === thing));
  return {
    process: defineSort('process', processes, {
      describe: (process) => [process % users, process % sandboxes.length],
    }),
    mm: defineSort('mm', mms, {}),
    // Whole trees would have to change places with all that is below.
    cgroup: defineSort('cgroup', cgroups.length, {
      describe: (cgroup) =>
        cgroups.some(({ parent }) => parent === cgroup) ? { cgroup } : cgroups[cgroup],
    }),
    device: defineSort('device', devices.length, {
      describe: (device) => [
        devices[device],
        listedBy('vfio', device),
        listedBy('workQueues', device),
      ],
    }),
    // 0 is no id.
    pasid: defineSort('pasid', pasidEnd(topology), {
      describe: (pasid) => [pasid === 0, devices.map(({ maxPasids }) => pasid < maxPasids)],
      fixed: whyPasidsDiffer(policy),
    }),
    file: defineSort('file', files, {}),
    mdev: defineSort('mdev', mdevs, { describe: (mdev) => listedBy('mdevs', mdev) }),
    guestPasid: defineSort('guest-pasid', guestPasids, {}),
    owner: defineSort('owner', owners, {}),
    attachHandle: defineSort('attach-handle', attachHandles, {}),
    svaHandle: defineSort('sva-handle', svaHandles, {}),
    domain: defineSort('domain', domains.length, { describe: (domain) => domains[domain] }),
    svaDomain: defineSort('sva-domain', svaHandles, {}),
  } satisfies Readonly<Record<string, Sort>>;
}

/** Why ids that the same devices can express are told apart all the same, if they are. */
function whyPasidsDiffer({ attachBy, freeAttached, idChoice, reuse }: Policy): string | undefined {
  if (idChoice === 'lowest') return 'the lowest free id is handed out';
  if (reuse === 'after-quarantine') return 'ids wait in the order in which they came back';
  return attachBy === 'anyone' || freeAttached === 'at-once' || reuse === 'immediate'
    ? 'a free id may still be in a slot, and faults are tried with the lowest alone'
    : undefined;
}
