/**
 * Does what must come, come, in every run of the small scopes, and would it be noticed if it did not?
 * The engine decides each claim about runs, with exact numbers; a naive decision on immutable states
 * answers again; each claim finds the faults that are seeded for it, by a run that can be made again.
 * Unnoticed otherwise: an id that drains for ever, on some run that no random one is long enough for.
 */
import { describe, expect, test } from 'vitest';
import { decideLiveness, type LivenessVerdict, reachable, runOf, Search } from '#checker';
import {
  graphSystem,
  type LivenessClaim,
  livenessIn,
  type ModelFault,
  modelFaults,
} from '#harness';
import { format, type LivenessId, liveness, machine, type Scope, type State, scopes } from '#model';
import { type NaiveStep, naiveCanReach, naiveLeadsTo } from './naive-liveness.js';

/** Decides all claims of a scope on the machine, or on one with a fault. */
function decide(scope: Scope, searched: typeof machine = machine) {
  const system = graphSystem(scope, searched);
  const search = new Search(system, { keepsGraph: true });
  while (search.advance(Number.MAX_SAFE_INTEGER));
  const verdicts = decideLiveness(system, search, livenessIn(scope));
  return { system, states: search.counts().distinct, verdicts };
}

type Row = readonly [
  verdict: string,
  isReached: boolean,
  ...counts: readonly [
    subjects: number,
    due: number,
    waiting: number,
    components: number,
    farthest: number,
    cut: number,
  ],
];

function rowOf(verdict: LivenessVerdict): Row {
  const { subjects, due, waiting, components, farthest, cut } = verdict;
  const counts = [subjects, due, waiting, components, farthest, cut] as const;
  return [verdict.verdict, verdict.isReached, ...counts];
}

// A changed count means that the machine changed: say how in the commit that changes it here.
const DECIDED: readonly {
  readonly scope: Scope;
  readonly states: number;
  readonly claims: Readonly<Record<LivenessId, Row>>;
}[] = [
  {
    scope: scopes.tiny,
    states: 1_380,
    claims: {
      'drain-ends': ['holds', true, 1, 180, 180, 12, 0, 0],
      'let-go-comes-free': ['holds', true, 1, 300, 0, 0, 2, 0],
      'pending-is-answered': ['holds', false, 0, 0, 0, 0, 0, 0],
      'kernel-gets-group-back': ['holds', true, 1, 336, 336, 32, 0, 0],
      'everything-comes-back': ['holds', true, 1, 1_362, 0, 0, 4, 0],
    },
  },
  {
    scope: scopes.vfio,
    states: 3_640,
    claims: {
      'drain-ends': ['holds', true, 1, 560, 560, 78, 0, 0],
      'let-go-comes-free': ['holds', false, 1, 1_232, 0, 0, 3, 0],
      'pending-is-answered': ['holds', false, 0, 0, 0, 0, 0, 0],
      'kernel-gets-group-back': ['holds', false, 1, 560, 560, 78, 0, 0],
      'everything-comes-back': ['holds', true, 1, 3_638, 0, 0, 7, 0],
    },
  },
  {
    scope: scopes.queue,
    states: 4_716,
    claims: {
      'drain-ends': ['holds', true, 1, 273, 273, 63, 0, 0],
      'let-go-comes-free': ['holds', false, 1, 273, 0, 0, 1, 0],
      'pending-is-answered': ['holds', true, 1, 390, 390, 146, 0, 0],
      'kernel-gets-group-back': ['holds', false, 1, 585, 585, 219, 0, 0],
      'everything-comes-back': ['holds', true, 1, 4_713, 0, 0, 7, 0],
    },
  },
  {
    scope: scopes.mediated,
    states: 784,
    claims: {
      'drain-ends': ['holds', true, 2, 808, 808, 134, 0, 0],
      'let-go-comes-free': ['holds', false, 2, 808, 0, 0, 1, 0],
      'pending-is-answered': ['holds', false, 0, 0, 0, 0, 0, 0],
      'kernel-gets-group-back': ['holds', false, 1, 360, 360, 75, 0, 0],
      'everything-comes-back': ['holds', true, 1, 776, 0, 0, 5, 0],
    },
  },
  {
    // While one PASID drains, requests of a device under the other one come to their bound.
    scope: scopes.driver,
    states: 1_620,
    claims: {
      'drain-ends': ['undecided', true, 2, 240, 240, 24, 0, 64],
      'let-go-comes-free': ['holds', true, 2, 1_172, 0, 0, 2, 0],
      'pending-is-answered': ['undecided', true, 3, 288, 288, 48, 0, 64],
      'kernel-gets-group-back': ['holds', false, 1, 144, 144, 92, 0, 0],
      'everything-comes-back': ['holds', true, 1, 1_612, 0, 0, 2, 0],
    },
  },
];

test.each(DECIDED)('the claims are decided in scope $scope.name', ({ scope, states, claims }) => {
  const decided = decide(scope);
  expect(decided.states).toBe(states);
  const rows = decided.verdicts.map((verdict) => [verdict.claim, rowOf(verdict)]);
  expect(Object.fromEntries(rows)).toEqual(claims);
});

test('each claim holds in some scope that reaches its antecedent', () => {
  for (const { id } of liveness) {
    const rows = DECIDED.map(({ claims }) => claims[id]);
    const inEarnest = rows.filter(([verdict, isReached]) => verdict === 'holds' && isReached);
    expect(inEarnest.length, id).toBeGreaterThan(0);
  }
});

test('where nothing comes to an end for want of actions, no claim is made', () => {
  expect(livenessIn(scopes.odd)).toEqual([]);
  expect(livenessIn(scopes.pair)).toEqual([]);
});

/** Each fault with all claims that notice it in its scope, and the run by which its own claim does. */
const FOUND: Readonly<
  Record<string, { readonly by: readonly LivenessId[]; readonly run: readonly string[] }>
> = {
  'drain-keeps-let-go': {
    by: ['drain-ends'],
    run: [
      'process-spawn p0 mm0 cg0',
      'sva-bind dev0 mm0',
      'process-exec p0 mm1',
      'sva-unbind h1',
      'drain-complete g0 pasid 1',
      'for ever: nothing',
    ],
  },
  'drain-begins-anew': {
    by: ['drain-ends', 'let-go-comes-free', 'kernel-gets-group-back', 'everything-comes-back'],
    run: [
      'process-spawn p0 mm0 cg0',
      'sva-bind dev0 mm0',
      'process-exec p0 mm1',
      'sva-unbind h1',
      'for ever: drain-complete g0 pasid 1',
    ],
  },
  'condemned-stays-attached': {
    by: ['let-go-comes-free', 'everything-comes-back'],
    run: [
      'pasid-alloc-global dev0',
      'pasid-attach dev0 pasid 1 D1 reserved',
      'pasid-free-global dev0 pasid 1',
    ],
  },
  'answer-lost-on-drain': {
    by: ['drain-ends', 'pending-is-answered', 'kernel-gets-group-back'],
    run: [
      'process-spawn p0 mm0 cg0',
      'driver-probe dev0',
      'wq-open p0 dev0',
      'page-request dev0 pasid 1',
      'file-close p0 file1',
      'for ever: page-response dev0 pasid 1, drain-complete g0 pasid 1',
    ],
  },
  'release-keeps-blocking': {
    by: ['kernel-gets-group-back'],
    run: ['group-claim g0 owner1', 'group-release g0', 'for ever: nothing'],
  },
  'exit-keeps-files': {
    by: ['everything-comes-back'],
    run: [
      'process-spawn p0 mm0 cg0',
      'driver-probe dev0',
      'mdev-create mdev0 dev0',
      'mdev-open p0 mdev0',
      'process-exit p0',
    ],
  },
};

const seeded = Object.entries(modelFaults).flatMap(([id, faults]) =>
  faults.map((fault: ModelFault) => ({ id: id as LivenessId, fault })),
);

test.each(seeded)('$id finds $fault.name by the shortest run', ({ id, fault }) => {
  const { system, verdicts } = decide(fault.scope, fault.machine);
  const violated = verdicts.filter(({ verdict }) => verdict === 'violated');
  expect(violated.map(({ claim }) => claim)).toEqual(FOUND[fault.name]!.by);

  const claim = liveness.find((known) => known.id === id)!;
  const { steps, loop } = runOf(
    system,
    claim,
    violated.find((verdict) => verdict.claim === id)!.missed!,
  );
  const lines = steps.map(({ action }) => format(action, fault.scope.topology));
  const round = lines.slice(loop).join(', ');
  const end = loop === undefined ? [] : [`for ever: ${round === '' ? 'nothing' : round}`];
  expect([...lines.slice(0, loop), ...end]).toEqual(FOUND[fault.name]!.run);
});

test('a run that the step for readers does not confirm is an error', () => {
  const { fault } = seeded.find((each) => each.fault.name === 'drain-keeps-let-go')!;
  const oneWay = { ...fault.machine, step: machine.step };
  const { system, verdicts } = decide(fault.scope, oneWay);
  const { missed } = verdicts.find(({ claim }) => claim === 'drain-ends')!;
  const claim = liveness.find(({ id }) => id === 'drain-ends')!;
  expect(() => runOf(system, claim, missed!)).toThrow(
    /expected it to become due when the run that refutes drain-ends is made again/,
  );
});

/** A state without its observers, the fields that no step reads. */
function key({ topology: _, ledger, ...state }: State): string {
  const usage = ledger.resources.map(({ rows }) => rows.map(({ max, current }) => [max, current]));
  return JSON.stringify([state, usage]);
}

/** The graph of a scope as the step for readers makes it, on plain maps. */
function naiveGraph(scope: Scope, searched: typeof machine) {
  const names = new Map<string, string>();
  const states = new Map<string, State>();
  const steps = new Map<string, NaiveStep[]>();
  const nameOf = (state: State): string => {
    const text = key(state);
    const known = names.get(text);
    if (known !== undefined) return known;
    const name = `${names.size}`;
    names.set(text, name);
    states.set(name, state);
    steps.set(name, []);
    return name;
  };
  const first = nameOf(machine.initial(scope));
  const alphabet = machine.alphabet(scope);
  reachable(searched, scope, {
    key,
    statesMax: 10_000,
    visit: ({ before, action, after }) => {
      const to = nameOf(after);
      steps.get(nameOf(before))!.push({ label: alphabet.indexOf(action), to });
    },
  });
  return { first, states, steps, alphabet };
}

/** What the naive decision says of one claim, over all subjects that it speaks of. */
function naiveVerdicts(
  { first, states, steps, alphabet }: ReturnType<typeof naiveGraph>,
  { mode, fairness, subjects, from, goal }: LivenessClaim,
) {
  const named = [...states];
  const all = new Set(named.flatMap(([, state]) => [...subjects(state)]));
  return [...all].map((subject) => {
    const namesOf = (isIn: (state: State) => boolean): ReadonlySet<string> =>
      new Set(named.flatMap(([name, state]) => (isIn(state) ? name : [])));
    const open = namesOf((state) => !goal(state, subject));
    const due = namesOf((state) => subjects(state).includes(subject) && from(state, subject));
    const graph = {
      first,
      steps,
      isOpen: (name: string) => open.has(name),
      isDue: (name: string) => open.has(name) && due.has(name),
      fairOf: (label: number) =>
        fairness.includes(alphabet[label]!.kind) ? `${label}` : undefined,
    };
    return mode === 'leads-to' ? naiveLeadsTo(graph) : naiveCanReach(graph);
  });
}

const faultNamed = (name: string): typeof machine =>
  seeded.find(({ fault }) => fault.name === name)!.fault.machine;
const NAIVE = [
  { about: 'the machine', searched: machine },
  { about: 'exit-keeps-files', searched: faultNamed('exit-keeps-files') },
  { about: 'drain-begins-anew', searched: faultNamed('drain-begins-anew') },
];

describe('the naive decision says the same', () => {
  // This scope cuts nothing off; what cuts do is asked of random graphs.
  const scope = scopes.mediated;
  test.each(NAIVE)('of $about in scope mediated', ({ searched }) => {
    const graph = naiveGraph(scope, searched);
    for (const { claim: id, verdict, due, waiting, missed } of decide(scope, searched).verdicts) {
      const naive = naiveVerdicts(graph, livenessIn(scope).find((claim) => claim.id === id)!);
      const sum = (field: 'due' | 'waiting'): number =>
        naive.reduce((total, each) => total + each[field], 0);
      const stems = naive.flatMap(({ stem }) => stem ?? []);
      const worst = ['violated', 'undecided'].find((each) =>
        naive.some((one) => one.verdict === each),
      );
      expect({ id, verdict, due, waiting, stem: missed?.lasso.stem.length }).toEqual({
        id,
        verdict: worst ?? 'holds',
        due: sum('due'),
        waiting: sum('waiting'),
        stem: stems.length === 0 ? undefined : Math.min(...stems),
      });
    }
  });
});
