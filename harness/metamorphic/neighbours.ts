import { type Action, actionByKind, type Domain, preconditionHolds, type State } from '#model';
import {
  chosen,
  found,
  idle,
  outcomeDifference,
  type Relation,
  stateDifference,
  withoutObservers,
} from './relation.js';
import { type Renaming, renamedOutcome, renamedState } from './renaming.js';
import type { Made } from './side.js';

/**
 * Order matters only among those who share something. Two neighbours of a run, which touch nothing
 * in common, are made the other way round. What they still share are the pool and its like: where one
 * of them takes from those and one is refused, they compete, and the order may decide.
 */
export const neighboursCommute: Relation = {
  id: 'neighbours-commute',
  claim: 'Two calls that touch nothing in common end alike in both orders, but for the ids chosen.',
  why: 'What one caller gets would depend on when a stranger calls.',
  check(sample) {
    const { scope, side, made } = sample;
    const candidates = made.flatMap((first, at) => {
      const second = made[at + 1];
      return second !== undefined && isIndependent(first, second) ? [{ at, first, second }] : [];
    });
    const pair = chosen(candidates, sample);
    if (pair === undefined) return idle;
    const { at, first, second } = pair;
    const player = side.boot(scope.topology);
    for (const { action, faults } of made.slice(0, at)) player.make(action, faults);
    const early = player.make(second.action, []);
    if (!preconditionHolds(player.state, first.action)) return idle;
    const late = player.make(first.action, []);
    const all = [first, second, early, late];
    const isRefused = all.some(({ outcome }) => outcome.kind === 'refused');
    if (isRefused && all.some(takesFromAll)) return idle;

    const ids = idsOf([late, first], [early, second]);
    const swapped = `${second.action.kind} before ${first.action.kind}`;
    const failure =
      outcomeDifference(second.outcome, {
        ...early,
        outcome: renamedOutcome(early.outcome, ids),
      }) ??
      outcomeDifference(first.outcome, { ...late, outcome: renamedOutcome(late.outcome, ids) }) ??
      stateDifference(
        withoutObservers(second.after),
        withoutObservers(renamedState(late.after, ids)),
      );
    return found(failure && `${swapped}, at step ${at + 1}: ${failure}`);
  },
};

function isIndependent(first: Made, second: Made): boolean {
  if (first.faults.length > 0 || second.faults.length > 0) return false;
  if (!preconditionHolds(first.before, second.action)) return false;
  if (hasStraySlot(first.before)) return false;
  const touched = touchedBy(first.before, first.action);
  return touchedBy(first.before, second.action).every((entity) => !touched.includes(entity));
}

/** A slot at an id that nobody allocated: whoever is given that id next finds it in the way. */
function hasStraySlot({ groups, pool }: State): boolean {
  return groups.some(({ slots }) =>
    Object.keys(slots).some((id) => !(Number(id) in pool.chargedTo)),
  );
}

/** What the arguments of an action name, with what belongs to that. */
function touchedBy(state: State, action: Action): readonly string[] {
  return Object.entries<Domain>(actionByKind[action.kind].params).flatMap(([name, domain]) =>
    belongings[domain](state, (action as unknown as Record<string, number>)[name]!),
  );
}

/** For each kind of argument, the entities that a call with it touches. */
const belongings: { readonly [D in Domain]: (state: State, number: number) => readonly string[] } =
  {
    process: ({ processes }, number) => {
      const process = processes[number];
      const mm = process?.phase === 'running' ? [`mm ${process.mm}`] : [];
      return [`process ${number}`, ...mm];
    },
    mm: ({ processes }, number) => {
      const users = processes.flatMap((process, user) =>
        process.phase === 'running' && process.mm === number ? [`process ${user}`] : [],
      );
      return [`mm ${number}`, ...users];
    },
    cgroup: (_, number) => [`cgroup ${number}`],
    device: ({ topology }, number) => [
      `device ${number}`,
      `group ${topology.devices[number]?.group ?? 'none'}`,
    ],
    group: (_, number) => [`group ${number}`],
    pasid: ({ mms, drivers }, number) => {
      const owners = mms.flatMap((mm, owner) =>
        mm.phase === 'live' && mm.pasid === number ? [`mm ${owner}`] : [],
      );
      const holders = drivers.flatMap(({ pasids }, device) =>
        pasids.some((pasid) => pasid === number) ? [`device ${device}`] : [],
      );
      return [`pasid ${number}`, ...owners, ...holders];
    },
    'attach-handle': (_, number) => (number === 0 ? [] : [`attach-handle ${number}`]),
    'sva-handle': (state, number) => {
      const handle = state.svaHandles[number];
      if (handle === undefined) return [];
      return [...belongings.mm(state, handle.mm), ...belongings.device(state, handle.device)];
    },
    // Values and names that carry no state of their own.
    limit: () => [],
    owner: () => [],
    domain: () => [],
    'handle-type': () => [],
  };

/** Whether a step took something from what all share, or gave something back. */
function takesFromAll({ before, after }: Made): boolean {
  const shared = ({ pool, svaDomains, svaHandles, ledger }: State): string =>
    JSON.stringify([
      pool.allocatedCount,
      Object.keys(svaDomains).length,
      Object.keys(svaHandles).length,
      ledger.resources.map(({ rows }) => rows.map(({ max }) => max)),
    ]);
  return shared(before) !== shared(after);
}

/** The ids that a step was given in one order, and those in the other. */
function idsOf(...pairs: readonly (readonly [from: Made, to: Made])[]): Renaming {
  const pasid = new Map<number, number>();
  const handle = new Map<number, number>();
  const domain = new Map<number, number>();
  for (const [from, to] of pairs) {
    const [left, right] = [from.outcome, to.outcome];
    if (left.kind === 'granted' && right.kind === 'granted') pasid.set(left.pasid, right.pasid);
    if (left.kind !== 'bound' || right.kind !== 'bound') continue;
    pasid.set(left.pasid, right.pasid);
    handle.set(left.handle, right.handle);
    domain.set(domainOf(from.after, left.handle), domainOf(to.after, right.handle));
  }
  return { pasid, 'sva-handle': handle, 'sva-domain': domain };
}

function domainOf({ svaHandles }: State, handle: number): number {
  return svaHandles[handle]?.domain ?? 0;
}
