import {
  type CgroupId,
  type DeviceId,
  type DomainId,
  type FileId,
  type HandleId,
  type MdevId,
  type MmId,
  NO_CGROUP,
  type OwnerId,
  type Pasid,
  ROOT_CGROUP,
  UNLIMITED,
  type UserId,
} from '#contract';
import { type Naming, type Shape, shape } from '#declaration';
import type { ChargeRow, Ledger, LedgerResource } from '../ledger/state.js';
import { isVfioAllocating, QUARANTINED_IDS } from '../policy/parts.js';
import type { Scope } from '../scopes/scope.js';
import { namesOf } from '../symmetry/sorts.js';
import { pasidEnd } from './members.js';

import {
  type Device,
  type Driver,
  type Group,
  initialState,
  type Mdev,
  type Mm,
  type OpenFile,
  type Pool,
  type Process,
  type Slot,
  type State,
  type SvaDomain,
  type SvaHandle,
} from './state.js';

/**
 * What the states of a scope look like that lawful callers bring about: the sizes are those of the
 * topology, and counters stay below the bounds at which a search cuts (`isPastBound`). A field of
 * the state that is forgotten here does not compile, and a state that does not fit is an error.
 */
export function stateShape(scope: Scope): Shape<State> {
  const { topology, countMax } = scope;
  const numbers = numbersOf(scope);
  const { policy, groups, devices, processes, mms, mdevs } = topology;
  const initial = initialState(topology);
  const names = namesOf(scope);
  const eachDevice = <T>(item: Shape<T>) => shape.array(devices.length, item, names.device);
  const byPasid = <T>(item: Shape<T>) => mapOf(1, pasidEnd(topology) - 1, item, names.pasid);
  const count = shape.integer(1, countMax);

  return shape.record<State>({
    topology: shape.constant(topology),
    processes: shape.array(processes, processShape(scope), names.process),
    mms: shape.array(mms, mmShape(scope), names.mm),
    devices: eachDevice(shape.record<Device>({ isPlugged: flag })),
    drivers: eachDevice(
      shape.record<Driver>({
        isBound: flag,
        pasids: numbers.pasids,
        systemPasid: numbers.pasidOrNone,
      }),
    ),
    pool: shape.record<Pool>({
      allocatedCount: shape.integer(0, pasidEnd(topology) - 1),
      chargedTo: byPasid(payerShape(scope)),
      allocatedFor: byPasid(numbers.userOrNobody),
      letGo: byPasid(shape.constant<true>(true)),
      throughVfio: isVfioAllocating(policy) ? byPasid(shape.constant<true>(true)) : noMap(),
      quarantine:
        policy.reuse === 'after-quarantine'
          ? shape.sequence<Pasid>(numbers.pasid, QUARANTINED_IDS)
          : noList(),
    }),
    groups: shape.array(groups.length, groupShape(scope)),
    ...bondShapes(scope),
    files: mapOf(1, topology.files, fileShape(scope), names.file),
    mdevs: shape.array(
      mdevs,
      shape.union<Mdev, 'phase'>('phase', {
        absent: {},
        created: {
          device: numbers.device,
          file: numbers.fileOrNone,
          pasid: numbers.pasidOrNone,
        },
      }),
      names.mdev,
    ),
    requests: eachDevice(byPasid(count)),
    outstanding: eachDevice(byPasid(count)),
    hardware: eachDevice(byPasid(shape.integer<DomainId>(1, lastDomain(scope), names.domain))),
    ledger: ledgerShape(scope, initial.ledger),
  });
}

/** What binds make. */
function bondShapes(scope: Scope): {
  readonly svaDomains: Shape<State['svaDomains']>;
  readonly svaHandles: Shape<State['svaHandles']>;
} {
  const { domains, devices, attachHandles, svaHandles } = scope.topology;
  const { device, mm } = numbersOf(scope);
  const names = namesOf(scope);
  const first = domains.length + 1;
  const last = domains.length + svaHandles;
  const iommuDrivers = devices.map(({ iommuDriver }) => iommuDriver);
  const svaDomain = shape.record<SvaDomain>({
    mm,
    iommuDriver: shape.integer(0, Math.max(...iommuDrivers)),
    users: shape.integer(1, svaHandles),
  });
  const svaHandle = shape.record<SvaHandle>({
    device,
    mm,
    domain: shape.integer<DomainId>(first, last, names.svaDomain),
    users: shape.integer(1, scope.countMax),
  });
  return {
    svaDomains: mapOf(first, last, svaDomain, names.svaDomain),
    svaHandles: mapOf(attachHandles + 1, attachHandles + svaHandles, svaHandle, names.svaHandle),
  };
}

function processShape(scope: Scope): Shape<Process> {
  const { cgroup, mm, user, files } = numbersOf(scope);
  const sandbox = shape.integer(0, scope.topology.sandboxes.length - 1);
  return shape.union<Process, 'phase'>('phase', {
    absent: {},
    running: { cgroup, mm, user, sandbox, files },
    exited: { files },
  });
}

function mmShape(scope: Scope): Shape<Mm> {
  const { domains, svaHandles } = scope.topology;
  const svaDomain = shape.integer<DomainId>(
    domains.length + 1,
    domains.length + Math.max(1, svaHandles),
    namesOf(scope).svaDomain,
  );
  return shape.union<Mm, 'phase'>('phase', {
    absent: {},
    live: {
      // Nothing of this machine lets two processes share an address space.
      users: shape.integer(0, 1),
      references: shape.integer(1, 1 + svaHandles),
      pasid: numbersOf(scope).pasidOrNone,
      domains: shape.sequence(svaDomain, svaHandles),
    },
  });
}

function groupShape(scope: Scope): Shape<Group> {
  const { topology, countMax } = scope;
  const { attachHandles, svaHandles, owners, users, devices } = topology;
  const names = namesOf(scope);
  return shape.record<Group>({
    // Files claim each device once, whatever the bound of what could grow for ever.
    ownerCount: shape.integer(0, Math.max(countMax, devices.length)),
    owner: shape.integer<OwnerId>(0, owners + users, names.owner),
    hasDefaultDomain: flag,
    hasBlockingDomain: flag,
    domain: shape.choice(['none', 'default', 'blocking']),
    slots: mapOf(
      1,
      pasidEnd(topology) - 1,
      shape.record<Slot>({
        phase: shape.choice(['attached', 'draining']),
        handle: shape.integer<HandleId>(0, attachHandles + svaHandles, names.handle),
        domain: shape.integer<DomainId>(0, lastDomain(scope), names.domain),
      }),
      names.pasid,
    ),
  });
}

function fileShape(scope: Scope): Shape<OpenFile> {
  const { attachHandles, svaHandles, processes, guestPasids, mdevs } = scope.topology;
  const names = namesOf(scope);
  const { pasid, pasids, device, mm, user } = numbersOf(scope);
  const every = { user, references: shape.integer(1, processes) };
  return shape.union<OpenFile, 'kind'>('kind', {
    'dev-sva': { ...every, pasids },
    'work-queue': {
      ...every,
      device,
      mm,
      handle: shape.integer<HandleId>(0, attachHandles + svaHandles, names.handle),
    },
    vfio: {
      ...every,
      device,
      pasids,
      allocated: isVfioAllocating(scope.topology.policy) ? pasids : noList(),
      guestMap: mapOf(1, guestPasids, pasid, names.guestPasid),
    },
    mdev: { ...every, mdev: shape.integer<MdevId>(0, Math.max(0, mdevs - 1), names.mdev) },
  });
}

function ledgerShape(scope: Scope, initial: Ledger): Shape<Ledger> {
  const { topology, limits } = scope;
  const { cgroup } = namesOf(scope);
  const row = shape.record<ChargeRow>({
    max: shape.choice([...new Set([UNLIMITED, ...limits])]),
    current: shape.integer(0, pasidEnd(topology) - 1),
    peak: shape.observer(({ current }: { readonly current: number }) => current),
    events: shape.observer(() => 0),
    eventsLocal: shape.observer(() => 0),
  });
  const resources = initial.resources.map(({ name, capacity }) =>
    shape.record<LedgerResource>({
      name: shape.constant(name),
      capacity: shape.constant(capacity),
      rows: shape.array(topology.cgroups.length, row, cgroup),
    }),
  );
  return shape.record<Ledger>({
    cgroups: shape.constant(initial.cgroups),
    resources: shape.tuple(resources),
  });
}

/** The names of things in a scope, by what they name. */
function numbersOf(scope: Scope) {
  const { mms, devices, cgroups, users, files } = scope.topology;
  const lastPasid = pasidEnd(scope.topology) - 1;
  const names = namesOf(scope);
  return {
    cgroup: shape.integer<CgroupId>(0, cgroups.length - 1, names.cgroup),
    mm: shape.integer<MmId>(0, Math.max(0, mms - 1), names.mm),
    device: shape.integer<DeviceId>(0, devices.length - 1, names.device),
    user: shape.integer<UserId>(1, users),
    userOrNobody: shape.integer<UserId>(0, users),
    fileOrNone: shape.integer<FileId>(0, files, names.file),
    files: setOf<FileId>(1, files, names.file),
    pasid: shape.integer<Pasid>(1, Math.max(1, lastPasid), names.pasid),
    pasidOrNone: shape.integer<Pasid>(0, lastPasid, names.pasid),
    pasids: setOf<Pasid>(1, lastPasid, names.pasid),
  };
}

/** The greatest number of a domain: the kernel's own of the last group. */
function lastDomain({ topology }: Scope): number {
  const { domains, svaHandles, files, groups } = topology;
  return domains.length + svaHandles + 2 * files + groups.length;
}

/** Who is charged for a PASID: nobody only where the policy leaves somebody out. */
function payerShape(scope: Scope): Shape<CgroupId> {
  const { topology } = scope;
  const { quota, charges, unchargeAt } = topology.policy;
  if (quota !== 'cgroup') return shape.constant(NO_CGROUP);
  const isForAll = charges === 'every-path' && unchargeAt === 'pool';
  const last = topology.cgroups.length - 1;
  return shape.integer<CgroupId>(isForAll ? ROOT_CGROUP : NO_CGROUP, last, namesOf(scope).cgroup);
}

const flag: Shape<boolean> = shape.choice([false, true]);

// Where a scope has none of something, nothing is ever put there: frozen, it could not be.

const noList = (): Shape<readonly never[]> => shape.constant(Object.freeze([]));

const noMap = <T>(): Shape<Readonly<Record<number, T>>> => shape.constant(Object.freeze({}));

function setOf<Id extends number>(
  first: number,
  last: number,
  names: Naming,
): Shape<readonly Id[]> {
  return first > last ? noList() : shape.set<Id>(first, last, names);
}

function mapOf<T>(
  first: number,
  last: number,
  item: Shape<T>,
  names: Naming,
): Shape<Readonly<Record<number, T>>> {
  return first > last ? noMap() : shape.map(first, last, item, names);
}
