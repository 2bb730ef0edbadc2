import type { Topology } from '#contract';
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
  if ([first.before, first.after, second.after].some(hasStraySlot)) return false;
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
    process: (state, number) => {
      const process = state.processes[number];
      if (process === undefined || process.phase === 'absent') return [`process ${number}`];
      const files = process.files.flatMap((file) => belongings.file(state, file));
      const mm = process.phase === 'running' ? [`mm ${process.mm}`] : [];
      return [`process ${number}`, ...mm, ...files];
    },
    mm: ({ processes }, number) => {
      const users = processes.flatMap((process, user) =>
        process.phase === 'running' && process.mm === number ? [`process ${user}`] : [],
      );
      return [`mm ${number}`, ...users];
    },
    cgroup: (_, number) => [`cgroup ${number}`],
    device: (state, number) => {
      const files = Object.entries(state.files).flatMap(([file, subject]) =>
        'device' in subject && subject.device === number ? subjectOf(state, Number(file)) : [],
      );
      return [...placeOf(state, number), ...files];
    },
    group: (_, number) => [`group ${number}`],
    pasid: ({ mms, drivers, files, mdevs }, number) => {
      const isIt = (pasid: number): boolean => pasid === number;
      const owners = mms.flatMap((mm, owner) =>
        mm.phase === 'live' && isIt(mm.pasid) ? [`mm ${owner}`] : [],
      );
      const holders = drivers.flatMap(({ pasids, systemPasid }, device) =>
        pasids.some(isIt) || isIt(systemPasid) ? [`device ${device}`] : [],
      );
      const holdingFiles = Object.entries(files).flatMap(([file, subject]) =>
        'pasids' in subject && subject.pasids.some(isIt) ? [`file ${file}`] : [],
      );
      const parts = mdevs.flatMap((mdev, part) =>
        mdev.phase === 'created' && isIt(mdev.pasid) ? [`mdev ${part}`] : [],
      );
      return [`pasid ${number}`, ...owners, ...holders, ...holdingFiles, ...parts];
    },
    file: (state, number) => subjectOf(state, number),
    mdev: (state, number) => {
      const mdev = state.mdevs[number];
      if (mdev === undefined || mdev.phase === 'absent') return [`mdev ${number}`];
      const { device, pasid } = mdev;
      return [`mdev ${number}`, `pasid ${pasid}`, ...placeOf(state, device)];
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
    'guest-pasid': () => [],
    'handle-type': () => [],
  };

/** A device, its group, and the ids that its driver holds. */
function placeOf({ topology, drivers }: State, device: number): readonly string[] {
  const { pasids, systemPasid } = drivers[device]!;
  return [
    `device ${device}`,
    `group ${topology.devices[device]!.group ?? 'none'}`,
    ...[...pasids, ...(systemPasid === 0 ? [] : [systemPasid])].map((pasid) => `pasid ${pasid}`),
  ];
}

/** A file, and what it is about. */
function subjectOf(state: State, number: number): readonly string[] {
  const file = state.files[number];
  if (file === undefined) return [`file ${number}`];
  const pasids = 'pasids' in file ? file.pasids.map((pasid) => `pasid ${pasid}`) : [];
  const mm = 'mm' in file ? belongings.mm(state, file.mm) : [];
  const device = 'device' in file ? placeOf(state, file.device) : [];
  const mdev = 'mdev' in file ? belongings.mdev(state, file.mdev) : [];
  return [`file ${number}`, ...pasids, ...mm, ...device, ...mdev];
}

/** Whether a step took something from what all share, or gave something back. */
function takesFromAll({ before, after }: Made): boolean {
  const shared = ({ pool, svaDomains, svaHandles, files, ledger }: State): string =>
    JSON.stringify([
      pool.allocatedCount,
      Object.keys(svaDomains).length,
      Object.keys(svaHandles).length,
      Object.keys(files).length,
      ledger.resources.map(({ rows }) => rows.map(({ max }) => max)),
    ]);
  return shared(before) !== shared(after);
}

/** The ids that a step was given in one order, and those in the other. */
function idsOf(...pairs: readonly (readonly [from: Made, to: Made])[]): Renaming {
  const renaming = {
    pasid: new Map(),
    'sva-handle': new Map(),
    domain: new Map(),
    file: new Map(),
  };
  for (const [from, to] of pairs) {
    const [left, right] = [givenTo(from), givenTo(to)];
    for (const [kind, map] of Object.entries<Map<number, number>>(renaming)) {
      const numbers = right[kind] ?? [];
      for (const [nth, number] of (left[kind] ?? []).entries()) {
        map.set(number, numbers[nth] ?? number);
      }
    }
  }
  return renaming;
}

/** What a step was given, by kind. */
function givenTo({ outcome, after }: Made): Readonly<Record<string, readonly number[]>> {
  const { topology, svaHandles, files } = after;
  const pasid = 'pasid' in outcome && outcome.pasid !== 0 ? [outcome.pasid] : [];
  const opened = outcome.kind === 'opened' ? outcome.file : 0;
  const subject = files[opened];
  const bound = outcome.kind === 'bound' ? outcome.handle : 0;
  const handle = subject?.kind === 'work-queue' ? subject.handle : bound;
  const domain = svaHandles[handle]?.domain;
  const file = opened === 0 ? [] : [opened];
  return {
    pasid,
    file,
    'sva-handle': handle === 0 ? [] : [handle],
    domain: [
      ...(domain === undefined ? [] : [domain]),
      ...file.flatMap((number) => fileDomains(topology, number)),
    ],
  };
}

/** The two I/O address spaces of a file. */
function fileDomains({ domains, svaHandles }: Topology, file: number): readonly number[] {
  const second = domains.length + svaHandles + 2 * file;
  return [second - 1, second];
}
