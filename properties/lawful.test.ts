/**
 * Does a lawful caller promise what the tables say it promises? Each clause of `lawful` is broken on
 * purpose in a state made by a few steps: the call is then possible and not lawful. A clause that the
 * model forgot would let fuzzing blame the machine for what its callers do.
 */
import { expect, test } from 'vitest';
import { type ActionTable, tables } from '#contract';
import {
  type Action,
  apply,
  copyState,
  initialState,
  isPossible,
  preconditionHolds,
  type Scope,
  type State,
  scopes,
} from '#model';

/** The state after these steps in scope kernel (linux-6.12), each granted. */
function after(...steps: readonly object[]): State {
  return afterIn(scopes.kernel, steps);
}

/** The same in the scope of the whole machine, whose group 0 is devices 0, 1, 2 and group 1 device 3. */
function afterInSmall(...steps: readonly object[]): State {
  return afterIn(scopes.small, steps);
}

function afterIn({ topology }: Scope, steps: readonly object[]): State {
  const state = copyState(initialState(topology));
  for (const step of steps) {
    const outcome = apply(state, step as Action, { faults: [] });
    expect(['done', 'granted', 'bound', 'opened'], JSON.stringify(step)).toContain(outcome.kind);
  }
  return state;
}

const probe = (device: number) => ({ kind: 'driver-probe', device });
const claim = (device: number) => ({ kind: 'device-claim', device, owner: 1 });
const attach = (device: number, pasid: number, domain = 1, handle = 0) => ({
  kind: 'pasid-attach',
  device,
  pasid,
  domain,
  handle,
});
const spawn = { kind: 'process-spawn', process: 0, mm: 0, cgroup: 0 };
const alloc = (device: number) => ({ kind: 'pasid-alloc-global', device });

// Scope kernel: group 0 is devices 0, 1, 2; group 1 is device 3; group 2, without a default domain
// yet, is device 4; device 5 is in none.
const broken: readonly [clause: string, state: () => State, action: object][] = [
  ['fewer of its devices are in use than it has', () => after(probe(3)), probe(3)],
  ['kernel drivers use the group', () => after(claim(3)), { kind: 'driver-remove', device: 3 }],
  [
    'none of its slots is attached',
    () => after(probe(3), attach(3, 1)),
    { kind: 'driver-remove', device: 3 },
  ],
  [
    'the owner is a claimant that calls for itself',
    () => after(),
    { kind: 'group-claim', group: 1, owner: 0 },
  ],
  [
    'the owner is a claimant that calls for itself',
    () => after(),
    { kind: 'device-claim', device: 3, owner: 0 },
  ],
  ['the owner count is 1', () => after(claim(3), claim(3)), { kind: 'group-release', group: 1 }],
  [
    'the owner is a claimant that calls for itself',
    () => after(probe(3)),
    { kind: 'group-release', group: 1 },
  ],
  [
    'no slot of the group is attached',
    () => after(claim(3), attach(3, 1)),
    { kind: 'group-release', group: 1 },
  ],
  [
    'the group has its default domain to go back to',
    () => after(claim(4)),
    { kind: 'group-release', group: 2 },
  ],
  [
    'it is a claimant that calls for itself',
    () => after(probe(3)),
    { kind: 'device-release', device: 3 },
  ],
  [
    'no slot of the group is attached',
    () => after(claim(3), attach(3, 1)),
    { kind: 'device-release', device: 3 },
  ],
  [
    'the group has its default domain to go back to',
    () => after(claim(4)),
    { kind: 'device-release', device: 4 },
  ],
  [
    'nobody has claimed the group',
    () => after(claim(4)),
    { kind: 'group-default-domain-ready', group: 2 },
  ],
  [
    "the id is in this driver's record",
    () => after(alloc(0)),
    { kind: 'pasid-free-global', device: 3, pasid: 1 },
  ],
  [
    'no slot of any group is occupied at it',
    () => after(alloc(3), attach(3, 1)),
    { kind: 'pasid-free-global', device: 3, pasid: 1 },
  ],
  ['the handle is none, or is in no slot', () => after(attach(3, 1, 1, 1)), attach(3, 2, 1, 1)],
  [
    'the slot is attached and holds this domain',
    () => after(attach(3, 1, 1, 1)),
    { kind: 'pasid-detach', device: 3, pasid: 1, domain: 2 },
  ],
  [
    'the slot is attached and holds this domain',
    () => after(attach(3, 1, 1)),
    { kind: 'pasid-detach', device: 3, pasid: 1, domain: 2 },
  ],
  [
    'nobody has claimed the group of the device',
    () => afterInSmall(alloc(0), claim(0)),
    attach(0, 1),
  ],
  [
    'the handle is in no slot',
    () => afterInSmall(alloc(0), attach(0, 1, 1, 1)),
    { ...attach(0, 1, 3, 1), kind: 'pasid-replace' },
  ],
  [
    'nobody has claimed the group of the device',
    () => afterInSmall(spawn, claim(0)),
    { kind: 'sva-bind', device: 0, mm: 0 },
  ],
  [
    'the handle has more users than work queue files that hold it',
    () => afterInSmall(spawn, probe(0), { kind: 'wq-open', process: 0, device: 0 }),
    { kind: 'sva-unbind', handle: scopes.small.topology.attachHandles + 1 },
  ],
  [
    'its group has its default domain to go back to',
    () => afterInSmall(spawn),
    { kind: 'vfio-open', process: 0, device: 3 },
  ],
];

test.each(broken)('%s, or the call is not lawful', (_, state, action) => {
  const reached = state();
  expect(isPossible(reached, action as Action)).toBe(true);
  expect(preconditionHolds(reached, action as Action)).toBe(false);
});

test('each clause is one of its table, and each table with clauses is asked', () => {
  const lawfulOf = new Map(
    tables.map((table: ActionTable) => [table.action, (table.lawful ?? []).join(' ')]),
  );
  for (const [clause, , action] of broken) {
    expect(lawfulOf.get((action as Action).kind)).toContain(clause);
  }
  const asked = new Set(broken.map(([, , action]) => (action as Action).kind));
  const withClauses = [...lawfulOf].filter(([, text]) => text !== '').map(([action]) => action);
  expect([...asked].sort()).toEqual(withClauses.sort());
});
