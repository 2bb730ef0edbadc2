import {
  type Action,
  type ActionKind,
  actionByKind,
  apply,
  copyState,
  type Domain,
  domainValues,
  initialState,
  preconditionHolds,
  type Scope,
  type State,
} from '#model';
import {
  found,
  idle,
  type Relation,
  stateDifference,
  withoutObservers,
  withRows,
} from './relation.js';

/** The kinds that end something, be it only that a device is out; none of them begins anything. */
const TEAR_DOWN = [
  'process-exit',
  'device-plug',
  'driver-remove',
  'group-release',
  'device-release',
  'pasid-free-global',
  'kernel-pasid-disable',
  'pasid-detach',
  'sva-unbind',
  'dev-sva-free',
  'file-close',
  'vfio-detach',
  'guest-unbind',
  'mdev-remove',
  'page-response',
  'drain-complete',
] as const satisfies readonly ActionKind[];

/** More steps than any run of this length can have begun things. */
const STEPS_MAX = 1_000;

/**
 * Nothing is stuck. What an administrator set stays: limits, and the domains that groups got. A group
 * that was claimed before it had its default domain is left out: nobody can lawfully give it back.
 */
export const tearDownReaches: Relation = {
  id: 'tear-down-reaches-pristine',
  claim: 'From everywhere, ending one thing after the other in any order leads back to the start.',
  why: 'Something would stay charged, attached or claimed after all who could give it back have left.',
  profiles: ['reference'],
  check({ scope, side, made, choice }) {
    const player = side.boot(scope.topology);
    for (const { action, faults } of made) player.make(action, faults);
    if (made.length === 0 || player.state.groups.some(isStuck)) return idle;
    let number = choice;
    for (let steps = 0; steps < STEPS_MAX; steps += 1) {
      const ending = endings(scope, player.state);
      if (ending.length === 0) break;
      number = (Math.imul(number, 0x9e3779b1) + 0x7f4a7c15) >>> 0;
      player.make(ending[number % ending.length]!, []);
    }
    return found(stateDifference(toCompare(initialState(scope.topology)), toCompare(player.state)));
  },
};

function isStuck({ owner, hasDefaultDomain }: State['groups'][number]): boolean {
  return owner !== 0 && !hasDefaultDomain;
}

/** Every lawful action of these kinds that still ends something here. */
function endings(scope: Scope, state: State): readonly Action[] {
  return TEAR_DOWN.flatMap((kind) => actionsOf(scope, kind)).filter(
    (action) => preconditionHolds(state, action) && changes(state, action),
  );
}

function changes(state: State, action: Action): boolean {
  const after = copyState(state);
  apply(after, action, { faults: [] });
  return stateDifference(state, after) !== undefined;
}

/** Every action of a kind, whatever its arguments. */
function actionsOf(scope: Scope, kind: ActionKind): readonly Action[] {
  const partial: Record<string, unknown>[] = Object.entries<Domain>(
    actionByKind[kind].params,
  ).reduce<Record<string, unknown>[]>(
    (actions, [name, domain]) =>
      actions.flatMap((action) =>
        domainValues(scope, domain).map((value) => ({ ...action, [name]: value })),
      ),
    [{ kind }],
  );
  return partial as unknown as readonly Action[];
}

/** A state without what outlasts its makers. */
function toCompare(state: State): State {
  const groups = state.groups.map((group) => ({
    ...group,
    hasDefaultDomain: false,
    hasBlockingDomain: false,
    domain: group.domain === homeOf(group) ? ('none' as const) : group.domain,
  }));
  return withRows({ ...withoutObservers(state), groups }, (row) => ({ ...row, max: 0 }));
}

function homeOf({ hasDefaultDomain }: State['groups'][number]): string {
  return hasDefaultDomain ? 'default' : 'none';
}
