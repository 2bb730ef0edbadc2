import { cgroupId, groupId, type Topology } from '#contract';
import { type Action, actionByKind, initialState, type State } from '#model';
import {
  chosen,
  firstDeparture,
  found,
  idle,
  outcomeDifference,
  type Relation,
  stateDifference,
  withoutObservers,
  withRows,
} from './relation.js';

/** More room never hurts. */
export const limitsMonotone: Relation = {
  id: 'limits-monotone',
  claim: 'A higher limit admits at least the charges that a lower one did.',
  why: 'An administrator who gives a cgroup more would take something from somebody.',
  check(sample) {
    const { scope, side, made } = sample;
    const raised = made.flatMap(({ action, outcome }, at) => {
      const name = outcome.kind === 'done' ? limitOf(action) : undefined;
      if (name === undefined) return [];
      const limit = (action as unknown as Record<string, number>)[name]!;
      return scope.limits
        .filter((higher) => higher > limit)
        .map((higher) => ({ at, action: { ...action, [name]: higher } as Action }));
    });
    const change = chosen(raised, sample);
    if (change === undefined) return idle;
    const player = side.boot(scope.topology);
    for (const [index, expected] of made.entries()) {
      const action = index === change.at ? change.action : expected.action;
      const seen = player.make(action, expected.faults);
      const answer = outcomeDifference(expected.outcome, seen);
      // From the first charge that the higher limit admits, the runs go different ways.
      if (answer !== undefined && isQuotaRefusal(expected.outcome)) break;
      const failure =
        answer ?? stateDifference(withoutLimits(expected.after), withoutLimits(seen.after));
      if (failure !== undefined) {
        return found(`step ${index + 1}, ${action.kind}, with a higher limit: ${failure}`);
      }
    }
    return found(undefined);
  },
};

/** Who does nothing is not noticed. */
export const idleInvisible: Relation = {
  id: 'idle-entities-invisible',
  claim:
    'One more device, group, process, address space, mediated device and cgroup that do nothing change nothing.',
  why: 'What a small scope shows would not hold of the same machine with more in it.',
  check({ scope, side, made }) {
    if (made.length === 0) return idle;
    const topology = enlarged(scope.topology);
    const pristine = initialState(topology);
    const failure = firstDeparture(side.boot(topology), made, made, {
      state: (state) => withIdle(state, pristine),
      seen: (state) => ({ ...state, topology }),
    });
    return found(failure);
  },
};

/** The name of the parameter that is a limit, if there is one. */
function limitOf({ kind }: Action): string | undefined {
  return Object.entries<string>(actionByKind[kind].params).find(
    ([, domain]) => domain === 'limit',
  )?.[0];
}

function isQuotaRefusal(outcome: { readonly kind: string; readonly errno?: string }): boolean {
  return outcome.kind === 'refused' && outcome.errno === 'EAGAIN';
}

function withoutLimits(state: State): State {
  return withRows(withoutObservers(state), (row) => ({ ...row, max: 0 }));
}

/**
 * The topology with one more of each; new numbers come last, so that the old ones mean the same. One
 * more file, user or sandbox is not idle: files can run out, and numbers say whose processes are.
 */
function enlarged(topology: Topology): Topology {
  const group = groupId(topology.groups.length);
  const maxPasids = Math.max(...topology.devices.map((device) => device.maxPasids));
  return {
    ...topology,
    processes: topology.processes + 1,
    mms: topology.mms + 1,
    mdevs: topology.mdevs + 1,
    guestPasids: topology.guestPasids + 1,
    groups: [...topology.groups, { defaultDomain: true }],
    devices: [...topology.devices, { ...topology.devices[0]!, maxPasids, group }],
    cgroups: [...topology.cgroups, { parent: cgroupId(0) }],
  };
}

/** The state with what it lacks taken from a pristine one: every list is filled up from its end. */
function withIdle(state: State, pristine: State): State {
  const { topology, ledger } = pristine;
  const filled = Object.entries(state).map(([name, part]: [string, unknown]) => {
    const whole: unknown = pristine[name as keyof State];
    return [name, Array.isArray(part) && Array.isArray(whole) ? filledUp(part, whole) : part];
  });
  const resources = state.ledger.resources.map((resource, index) => ({
    ...resource,
    rows: filledUp(resource.rows, ledger.resources[index]!.rows),
  }));
  return {
    ...(Object.fromEntries(filled) as unknown as State),
    topology,
    ledger: { ...ledger, resources },
  };
}

function filledUp<T>(part: readonly T[], whole: readonly T[]): readonly T[] {
  return [...part, ...whole.slice(part.length)];
}
