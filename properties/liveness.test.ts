/**
 * Does what must come, come, in every run of the small scopes, and would it be noticed if it did not?
 * The engine decides each claim about runs, with exact numbers; a naive decision on immutable states
 * answers again; each claim finds the faults that are seeded for it, by a run that can be made again.
 * Unnoticed otherwise: an id that drains for ever, on some run that no random one is long enough for.
 */
import { describe, expect, test } from 'vitest';
import { decideLiveness, reachable, runOf, Search } from '#checker';
import {
  decidedIn,
  graphSystem,
  type LivenessClaim,
  livenessIn,
  livenessResults,
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

test.each(livenessResults)(
  'the claims are decided in scope $scope.name, at $states states',
  ({ scope, states, claims }) => {
    const decided = decide(scope);
    expect(decided.states).toBe(states);
    const numbers = decided.verdicts.map(({ claim, ...verdict }) => [claim, verdict]);
    expect(Object.fromEntries(numbers)).toEqual(claims);
  },
);

test('each claim holds in some scope that reaches its antecedent', () => {
  const inVain = liveness.filter(({ id }) => decidedIn(id).length === 0);
  expect(inVain.map(({ id }) => id)).toEqual([]);
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
  const oneWay: typeof machine = {
    ...fault.machine,
    step: (state, action, input) => machine.step(state, action, input),
  };
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
  claim: LivenessClaim,
) {
  const named = [...states];
  const all = new Set(named.flatMap(([, state]) => [...claim.subjects(state)]));
  return [...all].map((subject) => {
    const namesOf = (isIn: (state: State) => boolean): ReadonlySet<string> =>
      new Set(named.flatMap(([name, state]) => (isIn(state) ? name : [])));
    const open = namesOf((state) => !claim.goal(state, subject));
    const due = namesOf(
      (state) => claim.subjects(state).includes(subject) && claim.from(state, subject),
    );
    const graph = {
      first,
      steps,
      isOpen: (name: string) => open.has(name),
      isDue: (name: string) => open.has(name) && due.has(name),
      fairOf: (label: number) =>
        claim.fairness.includes(alphabet[label]!.kind) ? `${label}` : undefined,
    };
    return claim.mode === 'leads-to' ? naiveLeadsTo(graph) : naiveCanReach(graph);
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
