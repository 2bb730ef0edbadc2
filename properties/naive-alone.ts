import {
  type Callers,
  only,
  type Property,
  properties,
  Seen,
  Session,
  searchAlone,
  type Target,
} from '#harness';
import { machine, preconditionHolds, type Scope } from '#model';

/** The least length up to `max` at which one property, alone, is broken by some sequence from reset. */
export function naively(scope: Scope, target: Target, property: Property, max: number) {
  const callers: Callers = 'lawful';
  const setting = { scope, target, callers, checks: only(property), path: 'mutable' } as const;
  const made = (commands: readonly Parameters<Session['step']>[0][]): Session => {
    const session = new Session({ ...setting, seen: new Seen() });
    for (const command of commands) if (session.step(command) !== undefined) break;
    return session;
  };
  let open: (readonly Parameters<Session['step']>[0][])[] = [[]];
  for (let length = 1; length <= max; length += 1) {
    const longer: typeof open = [];
    for (const commands of open) {
      const { state } = made(commands);
      for (const action of machine.alphabet(scope)) {
        if (!preconditionHolds(state, action) || machine.isPastBound(scope, state, action))
          continue;
        for (const { faults, pasid } of machine.inputs(state, action)) {
          if (pasid === undefined) longer.push([...commands, { action, faults }]);
        }
      }
    }
    if (longer.some((commands) => made(commands).end().failure?.property === property))
      return length;
    open = longer;
  }
  return undefined;
}

/** So many are within two calls of reset, and within three, in the scopes that are compared. */
const STATES_MAX = 1_000;

/** The same for each property, as the search has it; undefined where it is greater. */
export function searched(scope: Scope, target: Target, max: number) {
  const judges = ['claims', 'outcome', 'state'] as const;
  const setting = { scope, target, callers: 'lawful' } as const;
  const kills = judges.flatMap((judge) => searchAlone(setting, judge, STATES_MAX).kills);
  return new Map(
    properties.map((id) => {
      const length = kills.find(({ property }) => property === id)?.length ?? max + 1;
      return [id, length > max ? undefined : length];
    }),
  );
}
