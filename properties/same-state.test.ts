/**
 * Do the fast equality of states and the readable one agree? Answered on states that random runs
 * reach: both see nothing in a copy, and both see each single change of it, made by a walk that
 * knows no field by name. The last test lists what the walk met, so a new field is either met or
 * missed loudly. `topology` and `ledger.cgroups` are shared by all states of a run and not walked.
 * A field forgotten in `sameState` would otherwise let the two sides differ there unnoticed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UNLIMITED } from '#contract';
import {
  DrawnCommand,
  type Draws,
  draws,
  everything,
  firstDifference,
  implementation,
  Seen,
  Session,
  sameState,
} from '#harness';
import { initialState, type Scope, type State, scopes } from '#model';

const RUN = { seed: 20240610, runs: 60, commandsMax: 50, scope: scopes.small };

/** One way to change a copy of a state, and the way back. */
interface Change {
  readonly path: string;
  readonly make: () => void;
  readonly undo: () => void;
}

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null;

// A list or map that all states of a run share; no step can write to it.
const SHARED = new Set(['topology', 'ledger.cgroups']);

/** Every single change of a state: each leaf, each key of a map, each end of a list. */
function* changesOf(value: Values, path = ''): Generator<Change> {
  for (const key of Object.keys(value)) {
    const inner = value[key];
    const innerPath = path === '' ? key : `${path}.${key}`;
    if (SHARED.has(innerPath)) continue;
    if (isObject(inner)) yield* changesOf(inner, innerPath);
    else yield replacement(value, key, other(inner), innerPath);
  }
  if (Array.isArray(value)) yield* changesOfLength(value, path);
  else if (Object.keys(value).every((key) => /^\d+$/.test(key))) yield* changesOfKeys(value, path);
}

function replacement(owner: Values, key: string, value: unknown, path: string): Change {
  const before = owner[key];
  return { path, make: () => (owner[key] = value), undo: () => (owner[key] = before) };
}

/** Another value of the same kind; the tag of a union becomes its other tag. */
function other(leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf === UNLIMITED ? 0 : leaf + 1;
  return leaf === 'absent' ? 'present' : 'absent';
}

function* changesOfLength(list: unknown[], path: string): Generator<Change> {
  const { length } = list;
  yield {
    path: `${path}.${length}`,
    make: () => list.push(list.at(-1) ?? 1),
    undo: () => list.pop(),
  };
  if (length === 0) return;
  const last = list.at(-1);
  yield { path: `${path}.${length - 1}`, make: () => list.pop(), undo: () => list.push(last) };
}

function* changesOfKeys(map: Values, path: string): Generator<Change> {
  const keys = Object.keys(map);
  const unused = String(Math.max(0, ...keys.map(Number)) + 1);
  yield {
    path: `${path}.${unused}`,
    make: () => (map[unused] = Object.values(map)[0] ?? 1),
    undo: () => delete map[unused],
  };
  for (const key of keys) {
    const value = map[key];
    yield {
      path: `${path}.${key}`,
      make: () => delete map[key],
      undo: () => (map[key] = value),
    };
  }
}

/** A copy that shares nothing with the state but its topology. */
function copyOf(state: State): State {
  return { ...structuredClone(state), topology: state.topology };
}

/** Every state of a run of these draws, the first one included. */
function statesOf(drawn: readonly Draws[], scope: Scope = RUN.scope): readonly State[] {
  const session = new Session({
    scope,
    target: implementation,
    checks: everything,
    path: 'readable',
    callers: 'lawful',
    seen: new Seen(),
  });
  const states = [session.state];
  for (const one of drawn) {
    new DrawnCommand(one).run(session);
    states.push(session.state);
  }
  return states;
}

/** What both equalities say, asked in both directions. */
function verdicts(a: State, b: State) {
  return {
    fast: [sameState(a, b), sameState(b, a)],
    paths: [firstDifference(a, b)?.path, firstDifference(b, a)?.path],
  };
}

const runs = fc.array(draws(), { maxLength: RUN.commandsMax, size: 'max' });

test('both equalities see nothing in a copy of any state of a run', () => {
  const property = fc.property(runs, (drawn) => {
    const told = statesOf(drawn).map((state) => verdicts(state, copyOf(state)));
    expect(told.filter(({ fast, paths }) => fast.includes(false) || paths.some(Boolean))).toEqual(
      [],
    );
  });
  fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs / 4 });
});

test('both equalities see each single change, and the readable one names its place', () => {
  const property = fc.property(runs, (drawn) => {
    const state = statesOf(drawn).at(-1)!;
    const copy = copyOf(state);
    const unseen: unknown[] = [];
    for (const { path, make, undo } of changesOf(copy as unknown as Values)) {
      make();
      const { fast, paths } = verdicts(state, copy);
      if (fast.includes(true) || paths.some((seen) => seen !== path)) {
        unseen.push({ path, fast, paths });
      }
      undo();
    }
    expect(unseen).toEqual([]);
    expect(firstDifference(state, copy), 'each change is taken back').toBeUndefined();
  });
  fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
});

test('the same values in another topology are another state', () => {
  const state = initialState(RUN.scope.topology);
  expect(sameState(state, { ...state, topology: scopes.tiny.topology })).toBe(false);
});

test('the walk meets every field of a state', () => {
  const met = new Set<string>();
  const property = fc.property(runs, (drawn) => {
    // Mediated devices are rarely open where everything else goes on, too.
    for (const scope of [RUN.scope, scopes.mediated]) {
      const last = copyOf(statesOf(drawn, scope).at(-1)!) as unknown as Values;
      for (const { path } of changesOf(last)) met.add(path.replace(/\d+/g, '*'));
    }
  });
  fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
  const row = 'ledger.resources.*.rows.*';
  expect([...met].sort()).toEqual(
    [
      ...['', '.phase', '.cgroup', '.mm', '.user', '.sandbox', '.files.*'].map(
        (field) => `processes.*${field}`,
      ),
      ...['', '.phase', '.users', '.references', '.pasid', '.domains.*'].map(
        (field) => `mms.*${field}`,
      ),
      ...['', '.isPlugged'].map((field) => `devices.*${field}`),
      ...['', '.isBound', '.systemPasid', '.pasids.*'].map((field) => `drivers.*${field}`),
      ...['allocatedCount', 'chargedTo.*', 'allocatedFor.*', 'letGo.*', 'throughVfio.*'].map(
        (field) => `pool.${field}`,
      ),
      'pool.quarantine.*',
      ...['', '.kind', '.user', '.references'].map((field) => `files.*${field}`),
      ...['.device', '.mm', '.handle', '.mdev', '.pasids.*', '.allocated.*', '.guestMap.*'].map(
        (field) => `files.*${field}`,
      ),
      ...['', '.phase', '.device', '.file', '.pasid'].map((field) => `mdevs.*${field}`),
      ...['requests', 'outstanding'].flatMap((part) => [`${part}.*`, `${part}.*.*`]),
      ...['', '.ownerCount', '.owner', '.hasDefaultDomain', '.hasBlockingDomain', '.domain'].map(
        (field) => `groups.*${field}`,
      ),
      ...['', '.phase', '.handle', '.domain'].map((field) => `groups.*.slots.*${field}`),
      ...['', '.mm', '.iommuDriver', '.users'].map((field) => `svaDomains.*${field}`),
      ...['', '.device', '.mm', '.domain', '.users'].map((field) => `svaHandles.*${field}`),
      'hardware.*',
      'hardware.*.*',
      ...['', '.name', '.capacity'].map((field) => `ledger.resources.*${field}`),
      ...['', '.max', '.current', '.peak', '.events', '.eventsLocal'].map((field) => row + field),
    ].sort(),
  );
});
