import {
  chosen,
  firstDeparture,
  found,
  idle,
  type Relation,
  stateDifference,
  withoutObservers,
} from './relation.js';
import type { Made } from './side.js';

/** A refusal is no more than an answer. */
export const refusalsDeleted = deleting({
  id: 'refusals-deleted',
  claim: 'A refused call that left nothing can be left out of any run.',
  why: 'A caller could change what others get by asking for what it is refused.',
  isLeftOut: ({ outcome, before, after }) =>
    outcome.kind === 'refused' &&
    stateDifference(withoutObservers(before), withoutObservers(after)) === undefined,
});

/** Looking is no more than looking: lookups, and whatever else left the state as it was. */
export const queriesDeleted = deleting({
  id: 'queries-deleted',
  claim: 'A call that left the state as it was can be left out of any run.',
  why: 'Something would be remembered that no state shows, and equal states would differ.',
  isLeftOut: ({ outcome, before, after }) =>
    outcome.kind !== 'refused' && stateDifference(before, after) === undefined,
});

function deleting({
  isLeftOut,
  ...text
}: Pick<Relation, 'id' | 'claim' | 'why'> & {
  readonly isLeftOut: (made: Made) => boolean;
}): Relation {
  return {
    ...text,
    check(sample) {
      const { scope, side, made } = sample;
      const candidates = made.filter(isLeftOut);
      if (candidates.length === 0) return idle;
      // Every second time one alone goes: two that undo each other would hide behind one another.
      const one = sample.choice % 2 === 0 ? undefined : chosen(candidates, sample);
      const left = made.filter((each) => (one === undefined ? !isLeftOut(each) : each !== one));
      const failure = firstDeparture(side.boot(scope.topology), left, left, {
        state: withoutObservers,
        seen: withoutObservers,
      });
      return found(failure);
    },
  };
}
