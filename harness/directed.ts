import fc from 'fast-check';
import type { Profile } from '#contract';
import { type ActionKind, type Scope, scopes } from '#model';
import { runOfDraws } from './arbitraries.js';
import { everything, type Failure } from './lockstep.js';
import { runDraws } from './run.js';
import { Seen } from './seen.js';
import type { Callers } from './target.js';
import { implementation } from './targets/index.js';

/** The small scope with few actions only: what has to come together comes together more often. */
function smallWith(...alphabet: readonly ActionKind[]): Scope {
  return { ...scopes.small, alphabet };
}

const ANYBODY: readonly ActionKind[] = [
  'process-spawn',
  'process-exit',
  'cgroup-set-max',
  'device-unplug',
  'driver-probe',
  'pasid-alloc-global',
  'drain-complete',
];

const GUEST: readonly ActionKind[] = [
  'process-spawn',
  'dev-sva-open',
  'dev-sva-alloc',
  'vfio-open',
  'vfio-attach',
  'guest-bind',
  'guest-unbind',
];

const QUEUE: readonly ActionKind[] = ['sva-bind', 'wq-open', 'wq-submit', 'file-close'];
const PART: readonly ActionKind[] = ['kernel-pasid-enable', 'mdev-create', 'mdev-open'];

const MM_ENDS: readonly ActionKind[] = [
  'process-spawn',
  'process-exec',
  'process-exit',
  'sva-bind',
  'sva-unbind',
  'pasid-free-global',
];

/** The scopes of each profile, and how many times as many runs there are in each. */
export const DIRECTED: Readonly<
  Record<Profile, readonly (readonly [scope: Scope, times: number])[]>
> = {
  reference: [
    [scopes.small, 2],
    [smallWith(...GUEST), 2],
    [smallWith(...GUEST, 'vfio-replace', 'device-unplug', 'pasid-alloc-global'), 2],
    [smallWith(...ANYBODY, 'process-fork', 'sva-unbind', ...QUEUE), 3],
    [smallWith(...ANYBODY, ...QUEUE, ...PART), 3],
    // Nobody goes, so that the ids which some member of a group cannot express are reached.
    [smallWith('process-spawn', 'driver-probe', 'pasid-alloc-global', ...QUEUE, ...PART), 1],
    // Sloppy callers unbind what a file has bound.
    [smallWith('process-spawn', 'driver-probe', 'sva-unbind', ...QUEUE), 1],
    // Nothing is drained to its end.
    [smallWith('pasid-alloc-global', 'pasid-attach', 'pasid-detach', 'pasid-replace'), 2],
    [smallWith('driver-probe', 'group-claim', 'group-release', 'device-claim'), 1],
    [scopes.vfio, 1],
    [scopes.guest, 2],
    [scopes.contest, 1],
    [scopes.queue, 2],
    [scopes.mediated, 2],
  ],
  'linux-6.12': [
    [scopes.kernel, 4],
    // Sloppy drivers free ids that address spaces have, and these end before others are given them.
    [
      {
        ...scopes.kernel,
        topology: { ...scopes.kernel.topology, svaHandles: 1 },
        alphabet: MM_ENDS,
      },
      2,
    ],
  ],
};

/** Runs in a scope that is taken once. */
const RUNS = 60;
const COMMANDS_MAX = 80;

// What the claims say of such runs fuzzing asks; here they would only take time.
const CHECKS = { ...everything, invariants: [], transitionInvariants: [] };

/** What directed runs have shown of the implementation, and the first disagreement with the model. */
export interface Directed {
  readonly seen: Seen;
  readonly runs: number;
  readonly failure: Failure | undefined;
}

/**
 * Runs that go where rare answers are given, in the scopes of a profile. Fuzzing in all scopes at once
 * meets these answers, too, after a time that nobody wants to wait.
 */
export function directedRuns(profile: Profile, callers: Callers, seed: number): Directed {
  const seen = new Seen();
  let runs = 0;
  for (const [scope, times] of DIRECTED[profile]) {
    const setting = { scope, target: implementation, checks: CHECKS, callers, seen } as const;
    const drawn = fc.sample(runOfDraws(COMMANDS_MAX), { seed, numRuns: times * RUNS });
    for (const draws of drawn) {
      runs += 1;
      const { failure } = runDraws({ ...setting, path: 'mutable' }, draws);
      if (failure !== undefined) return { seen, runs, failure };
    }
  }
  return { seen, runs, failure: undefined };
}
