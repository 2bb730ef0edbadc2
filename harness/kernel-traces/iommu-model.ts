import {
  type DeviceId,
  deviceId,
  domainId,
  ERRNO,
  type Fault,
  type FaultPoint,
  type GroupId,
  groupId,
  handleId,
  type MmId,
  mmId,
  ROOT_CGROUP,
  type Topology,
  pasid as toPasid,
} from '#contract';
import { type Action, apply, HANDLE_TYPES, initialState, type State } from '#model';
import type { IommuPort, Machine, Sight, TargetedFault } from './iommu-machine.js';

/** What a call is about; a fault recorded for something else cannot hit it. */
interface Subject {
  readonly device?: DeviceId;
  readonly group?: GroupId | null;
  readonly mm?: MmId;
}

/** The reference model, each call of the port applied as an action to one state, which is its own. */
export function modelMachine(topology: Topology, state = initialState(topology)): Machine {
  let faults: readonly TargetedFault[] = [];
  let unmet: FaultPoint | undefined;
  let warned = false;

  function answer(action: Action, subject: Subject = {}): number {
    unmet = faults.find((fault) => !canHit(fault, subject))?.at;
    if (unmet !== undefined) return 0;
    const outcome = apply(state, action, { faults: faults.map(untargeted) });
    if (outcome.kind === 'illegal') {
      const { reason } = outcome;
      unmet = (faults.find(({ at }) => reason.endsWith(at)) ?? faults[0])?.at;
      if (unmet === undefined) throw new Error(`harness: ${action.kind} is illegal: ${reason}`);
      return 0;
    }
    warned = outcome.warned === true;
    switch (outcome.kind) {
      case 'done':
        return 0;
      case 'granted':
        return outcome.pasid;
      case 'bound':
      case 'found':
        return outcome.handle;
      case 'refused':
        return -ERRNO[outcome.errno];
      default:
        throw new Error(`harness: the recorded calls answer no ${outcome.kind}`);
    }
  }

  return {
    port: portOf(topology, answer),
    prepare(next) {
      faults = next;
      unmet = undefined;
      warned = false;
    },
    unmetFault: () => unmet,
    hasWarned: () => warned,
    holderOf: (pasid) => {
      const device = state.drivers.findIndex(({ pasids }) => pasids.includes(pasid));
      return device === -1 ? undefined : deviceId(device);
    },
    usersOf: (handle) => state.svaHandles[handle]?.users,
    isLive: (mm) => state.mms[mm]!.phase === 'live',
    sight: () => sightOf(state),
  };
}

/** The port, each call as the action of the same name. */
function portOf(
  { devices }: Topology,
  answer: (action: Action, subject?: Subject) => number,
): IommuPort {
  return {
    processSpawn: (process, mm) =>
      answer({ kind: 'process-spawn', process, mm, cgroup: ROOT_CGROUP }),
    processFork: (process, child, mm) => answer({ kind: 'process-fork', process, child, mm }),
    processExit: (process) => answer({ kind: 'process-exit', process }),
    driverProbe: (device) => answer({ kind: 'driver-probe', device }),
    driverRemove: (device) => answer({ kind: 'driver-remove', device }),
    groupClaim: (group, owner) => answer({ kind: 'group-claim', group, owner }, { group }),
    groupRelease: (group) => answer({ kind: 'group-release', group }),
    deviceClaim: (device, owner) =>
      answer({ kind: 'device-claim', device, owner }, { group: devices[device]!.group }),
    deviceRelease: (device) => answer({ kind: 'device-release', device }),
    groupDefaultDomainReady: (group) => answer({ kind: 'group-default-domain-ready', group }),
    pasidAllocGlobal: (device) => answer({ kind: 'pasid-alloc-global', device }),
    pasidFreeGlobal: (device, pasid) => answer({ kind: 'pasid-free-global', device, pasid }),
    pasidAttach: (device, pasid, domain, handle) =>
      answer({ kind: 'pasid-attach', device, pasid, domain, handle }),
    pasidDetach: (device, pasid, domain) => answer({ kind: 'pasid-detach', device, pasid, domain }),
    attachHandleGet: (group, pasid, type) =>
      answer({ kind: 'attach-handle-get', group, pasid, type: HANDLE_TYPES.indexOf(type) }),
    svaBind: (device, mm) => answer({ kind: 'sva-bind', device, mm }, { device, mm }),
    svaUnbind: (handle) => answer({ kind: 'sva-unbind', handle }),
    svaGetPasid: (handle) => answer({ kind: 'sva-get-pasid', handle }),
  };
}

/** The model asks whom a fault hits only where the members of a group are told one by one. */
function untargeted({ at, errno, device }: TargetedFault): Fault {
  return at === 'set_dev_pasid' && device !== undefined ? { at, errno, device } : { at, errno };
}

function canHit({ at, device, group, mm }: TargetedFault, subject: Subject): boolean {
  return (
    (at === 'set_dev_pasid' || device === undefined || device === subject.device) &&
    (group === undefined || group === subject.group) &&
    (mm === undefined || mm === subject.mm)
  );
}

function sightOf(state: State): Sight {
  const mms: Sight['mms'][number][] = [];
  state.mms.forEach((mm, index) => {
    if (mm.phase === 'live') mms.push({ ...mm, mm: mmId(index) });
  });
  return {
    pool: Object.keys(state.pool.chargedTo).map(Number),
    mms,
    groups: state.groups.map((group, index) => ({
      ...group,
      group: groupId(index),
      slots: entriesOf(group.slots).map(([pasid, slot]) => ({ ...slot, pasid: toPasid(pasid) })),
    })),
    svaDomains: entriesOf(state.svaDomains).map(([domain, each]) => ({
      ...each,
      domain: domainId(domain),
    })),
    svaHandles: entriesOf(state.svaHandles).map(([handle, each]) => ({
      ...each,
      handle: handleId(handle),
    })),
    hardware: state.hardware,
  };
}

/** The entries of a table in rising order of keys, which is how an object keeps whole numbers. */
function entriesOf<T>(table: Readonly<Record<number, T>>): [number, T][] {
  return Object.entries(table).map(([key, value]) => [Number(key), value]);
}
