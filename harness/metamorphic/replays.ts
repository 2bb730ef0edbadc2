import { step } from '#model';
import {
  firstDeparture,
  found,
  idle,
  outcomeDifference,
  type Relation,
  stateDifference,
} from './relation.js';

/** Steps made on the wrong way before the machine is taken back. */
const DETOUR = 5;

/** A machine that is taken back is where it was. */
export const snapshotsInvisible: Relation = {
  id: 'snapshots-invisible',
  claim: 'A machine that goes on, is taken back to a snapshot and goes on again does the same.',
  why: 'A search that restores snapshots would visit states that no run reaches.',
  check({ scope, side, made, choice }) {
    if (made.length === 0) return idle;
    const player = side.boot(scope.topology);
    const at = choice % made.length;
    const before = firstDeparture(player, made.slice(0, at), made, {});
    const takeBack = player.mark();
    const taken = player.state;
    const detour = made.slice(at, at + DETOUR);
    const first = firstDeparture(player, detour, detour, {});
    takeBack();
    const back = stateDifference(taken, player.state);
    const rest = made.slice(at);
    const failure = before ?? first ?? back ?? firstDeparture(player, rest, rest, {});
    return found(failure && `with a snapshot after step ${at}: ${failure}`);
  },
};

/** The model has two ways of stepping, for readers and for engines. */
export const recipeEqualsStep: Relation = {
  id: 'recipe-equals-step',
  claim:
    'A step on an immutable state is the recipe on a private copy, and leaves its state alone.',
  why: 'What engines conclude would not hold of the machine that readers read.',
  sides: ['model'],
  check({ made }) {
    if (made.length === 0) return idle;
    for (const each of made) {
      const { action, faults, before } = each;
      const asked = JSON.stringify(before);
      const { state, outcome } = step(before, action, { faults });
      if (outcome.kind === 'illegal') return found(`${action.kind}: ${outcome.reason}`);
      const failure =
        outcomeDifference(outcome, each) ??
        stateDifference(state, each.after) ??
        (JSON.stringify(before) === asked ? undefined : 'the state before it was written to');
      if (failure !== undefined) return found(`${action.kind}: ${failure}`);
    }
    return found(undefined);
  },
};
