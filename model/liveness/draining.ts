import { PASID_LIMIT } from '#contract';
import { groupByTopology, isAttachedAnywhere } from '../relations/members.js';
import type { State } from '../state/state.js';
import { defineLiveness, NOBODY_WAITS } from './define.js';

/**
 * Falls when a drain waits for what nobody answers, or its end does not give the id back (B04, B18).
 */
export const drainEnds = defineLiveness({
  id: 'drain-ends',
  claim:
    'A PASID that its owner let go, and that only draining slots keep, becomes free, whatever others do in the meantime.',
  why: 'Ids that drain for ever are lost until reboot: a process that comes and goes empties the pool.',
  kernel: 'iopf_queue_flush_dev; sva.rst; ioasid.rst of the series, "inactive period" (6.12)',
  facts: ['L1', 'L8'],
  formula: '∀ p: □(p ∈ letGo and ∄ g: attached(g, p) ⇒ ◇ p ∉ letGo)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'drain-returns-id',
  mode: 'leads-to',
  fairness: NOBODY_WAITS,
  subjects: letGoIds,
  nameOf: (pasid) => `pasid ${pasid}`,
  from: (state, pasid) => isLetGo(state, pasid) && !isAttachedAnywhere(state, pasid),
  goal: (state, pasid) => !isLetGo(state, pasid),
});

/** Falls when the holder that is left has no way to let a condemned id go. */
export const letGoComesFree = defineLiveness({
  id: 'let-go-comes-free',
  claim:
    'A PASID that its owner let go can still become free: whoever has it attached can let it go.',
  why: 'An id that nobody can give up keeps its charge: a limit is used up by what nobody has.',
  kernel: 'ioasid_free, ioasid_put (series of Feb 2021): FREE_PENDING',
  facts: ['L2', 'I62'],
  formula: '∀ p: □(p ∈ letGo ⇒ ∃◇ p ∉ letGo)',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'attached-id-condemned',
  mode: 'can-reach',
  fairness: [],
  subjects: letGoIds,
  nameOf: (pasid) => `pasid ${pasid}`,
  from: isLetGo,
  goal: (state, pasid) => !isLetGo(state, pasid),
});

/**
 * Speaks of draining slots, which take no new request: an attached one may be asked again for ever,
 * and is then never without a request although each is answered.
 */
export const pendingIsAnswered = defineLiveness({
  id: 'pending-is-answered',
  claim:
    'Every page request that is pending at a draining slot is answered, be it by the removal of the device.',
  why: 'A device that waits for an answer for ever hangs its queue, and with it every process that uses it.',
  kernel: 'iopf_queue_flush_dev, iopf_queue_remove_device (6.12)',
  facts: ['L3', 'I42'],
  formula: '∀ d, p: □(requests(d, p) > 0 and draining(group(d), p) ⇒ ◇ requests(d, p) = 0)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'request-pending-on-drain',
  mode: 'leads-to',
  fairness: NOBODY_WAITS,
  subjects: ({ requests }) =>
    requests.flatMap((pending, device) =>
      Object.keys(pending).map((key) => device * PASID_LIMIT + Number(key)),
    ),
  nameOf: (subject) => `dev${deviceOf(subject)} under pasid ${pasidOf(subject)}`,
  from(state, subject) {
    const device = deviceOf(subject);
    const pasid = pasidOf(subject);
    const slots = state.groups[groupByTopology(state, device)]?.slots;
    const isPending = (state.requests[device]?.[pasid] ?? 0) > 0;
    return isPending && slots?.[pasid]?.phase === 'draining';
  },
  goal: ({ requests }, subject) => requests[deviceOf(subject)]?.[pasidOf(subject)] === undefined,
});

/** A device and a PASID, as one number. */
const deviceOf = (subject: number): number => Math.floor(subject / PASID_LIMIT);
const pasidOf = (subject: number): number => subject % PASID_LIMIT;

function letGoIds({ pool }: State): readonly number[] {
  return Object.keys(pool.letGo).map(Number);
}

function isLetGo({ pool }: State, pasid: number): boolean {
  return pool.letGo[pasid] === true;
}
