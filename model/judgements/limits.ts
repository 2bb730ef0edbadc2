import {
  pasid as asPasid,
  type CgroupId,
  NO_PASID,
  NO_USER,
  type Pasid,
  ROOT_CGROUP,
  UNLIMITED,
} from '#contract';
import type { Judgement } from '../argument/question.js';
import { isAtOrAbove, parentOf } from '../ledger/ledger.js';
import { allocationOf } from '../outcomes/reasons.js';
import type { ModelStep } from '../properties.js';
import { pasidOf, pasidRows, type State } from '../state/state.js';

// What the claims ask of steps that allocate. An id counts for the user whose process it was
// allocated for, through whichever door.

/**
 * The ids of each user, and of the kernel, by the records of those who use them. What the pool notes
 * for its own count is believed of no id but one that was let go, which is in no other record.
 */
function idsByUser(state: State): ReadonlyMap<number, ReadonlySet<Pasid>> {
  const { processes, files, drivers, mdevs, pool } = state;
  const ids = new Map<number, Set<Pasid>>();
  const note = (user: number, ...pasids: readonly Pasid[]): void => {
    const theirs = ids.get(user) ?? new Set();
    for (const pasid of pasids) if (pasid !== NO_PASID) theirs.add(pasid);
    if (theirs.size > 0) ids.set(user, theirs);
  };
  for (const process of processes) {
    if (process.phase === 'running') note(process.user, pasidOf(state, process.mm));
  }
  for (const file of Object.values(files)) {
    if (file.kind === 'vfio') note(file.user, ...file.allocated);
    if (file.kind === 'dev-sva') note(file.user, ...file.pasids);
    if (file.kind === 'work-queue') note(file.user, pasidOf(state, file.mm));
    const mdev = file.kind === 'mdev' ? mdevs[file.mdev] : undefined;
    if (mdev?.phase === 'created') note(file.user, mdev.pasid);
  }
  for (const { pasids, systemPasid } of drivers) note(NO_USER, ...pasids, systemPasid);
  for (const key in pool.letGo) note(pool.allocatedFor[key]!, asPasid(Number(key)));
  return ids;
}

/** How many ids a user has, whoever counts them, those included that only slots still keep. */
export const idsOf = (state: State, user: number): number => idsByUser(state).get(user)?.size ?? 0;

/**
 * What a user may have: under cgroups the limit of the lowest cgroup above all processes of the
 * user, else the one number that the design has for everybody.
 */
function limitOf(state: State, user: number): number {
  const { policy, userLimit = UNLIMITED } = state.topology;
  return policy.quota === 'cgroup'
    ? (pasidRows(state)[cgroupOf(state, user)]?.max ?? 0)
    : userLimit;
}

/** The lowest cgroup above all processes of a user; the root where there are none. */
function cgroupOf({ processes, ledger }: State, user: number): CgroupId {
  const theirs = processes.flatMap((process) =>
    process.phase === 'running' && process.user === user ? [process.cgroup] : [],
  );
  const isAboveAll = (above: CgroupId): boolean =>
    theirs.every((cgroup) => isAtOrAbove(ledger, above, cgroup));
  let lowest = theirs[0] ?? ROOT_CGROUP;
  while (!isAboveAll(lowest)) lowest = parentOf(ledger, lowest) ?? ROOT_CGROUP;
  return lowest;
}

/** The user for whom a step asked for an id, and whether it was given; nothing: it asked for none. */
export function asking(
  step: ModelStep,
): { readonly user: number; readonly answer: 'given' | 'refused' } | undefined {
  const user = allocationOf(step)?.user;
  if (user === undefined || user === NO_USER) return undefined;
  const { outcome, before, after } = step;
  if (after.pool.allocatedCount > before.pool.allocatedCount) return { user, answer: 'given' };
  const isShort = outcome.kind === 'refused' && SHORT.some((errno) => errno === outcome.errno);
  return isShort ? { user, answer: 'refused' } : undefined;
}

const SHORT = ['EAGAIN', 'ENOSPC'] as const;

/** Each user is given as many ids as its limit says (P2). */
export function everybodyGetsTheirLimit(step: ModelStep): Judgement {
  const asked = asking(step);
  if (asked?.answer !== 'refused') return undefined;
  const { before } = step;
  const [held, limit] = [idsOf(before, asked.user), limitOf(before, asked.user)];
  if (held >= limit) return 'kept';
  return {
    reason: `user ${asked.user} is refused with ${held} of ${limit} ids: ${whoHasThem(before)}`,
    at: [`user${asked.user}`],
  };
}

/** No user has more ids than its limit, counted over all doors (P5). */
export function nobodyExceedsTheirLimit(step: ModelStep): Judgement {
  const { after } = step;
  for (let user = 1; user <= after.topology.users; user++) {
    const [held, limit] = [idsOf(after, user), limitOf(after, user)];
    if (held <= limit) continue;
    return { reason: `user ${user} has ${held} ids with a limit of ${limit}`, at: [`user${user}`] };
  }
  return asking(step)?.answer === 'given' ? 'kept' : undefined;
}

/** Who asks for a first id is given one, however many processes others have (P7). */
export function everybodyGetsAnId(step: ModelStep): Judgement {
  const asked = asking(step);
  if (asked === undefined || idsOf(step.before, asked.user) > 0) return undefined;
  if (asked.answer === 'given') return 'kept';
  return {
    reason: `user ${asked.user} is refused a first id: ${whoHasThem(step.before)}`,
    at: [`user${asked.user}`],
  };
}

/** Users have no more ids together than so many (P3, P4). */
export const usersHaveAtMost =
  (most: number) =>
  (step: ModelStep): Judgement => {
    if (asking(step)?.answer !== 'given') return undefined;
    let held = 0;
    for (const [user, ids] of idsByUser(step.after)) if (user !== NO_USER) held += ids.size;
    if (held <= most) return 'kept';
    return { reason: `users have ${held} ids, ${most} were meant for them`, at: ['pool'] };
  };

/** One user has no more ids than so many, whatever limit the design can express (P14). */
export const userHasAtMost =
  (user: number, most: number) =>
  (step: ModelStep): Judgement => {
    const asked = asking(step);
    if (asked?.user !== user || asked.answer !== 'given') return undefined;
    const held = idsOf(step.after, user);
    return held <= most
      ? 'kept'
      : { reason: `user ${user} has ${held} ids, ${most} was meant`, at: [`user${user}`] };
  };

function whoHasThem(state: State): string {
  const users = [...idsByUser(state)].sort(([one], [other]) => one - other);
  const holders = users.map(
    ([user, { size }]) => `${user === NO_USER ? 'the kernel' : `user ${user}`} has ${size}`,
  );
  const all = [...holders, ...reservesIn(state)];
  return all.length === 0 ? 'nobody has any' : all.join(', ');
}

/** What sets keep for their users, so that nobody else is given it. */
function reservesIn({ topology, files }: State): readonly string[] {
  if (topology.policy.quota !== 'set') return [];
  const left = new Map<number, number>();
  for (const file of Object.values(files)) {
    if (file.kind !== 'vfio') continue;
    const { user, allocated } = file;
    left.set(user, (left.get(user) ?? topology.userLimit ?? 0) - allocated.length);
  }
  return [...left].flatMap(([user, count]) =>
    count > 0 ? [`and ${count} reserved for user ${user}`] : [],
  );
}
