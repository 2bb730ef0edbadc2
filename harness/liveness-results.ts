import type { LivenessVerdict } from '#checker';
import { type LivenessId, type Scope, scopes } from '#model';
import type { LivenessClaim } from './liveness.js';

/** What came of a claim in a scope: its verdict and its numbers. */
export type LivenessNumbers = Omit<LivenessVerdict, 'claim' | 'missed'>;

/** What came of the claims about runs in a scope. A test decides them again, number by number. */
export interface LivenessResult {
  readonly scope: Scope;
  readonly states: number;
  readonly claims: Readonly<Record<LivenessId, LivenessNumbers>>;
}

const NONE = { due: 0, waiting: 0, components: 0, farthest: 0, cut: 0 } as const;

const mustCome = (subjects: number, waiting: number, components: number): LivenessNumbers => ({
  ...NONE,
  verdict: 'holds',
  isReached: true,
  subjects,
  // Whoever has waited for a step waits for what was due at once.
  due: waiting,
  waiting,
  components,
});

const staysPossible = (subjects: number, due: number, farthest: number): LivenessNumbers => ({
  ...NONE,
  verdict: 'holds',
  isReached: true,
  subjects,
  due,
  farthest,
});

/** Decided, but what the claim is about does not happen in the scope, which has one front door. */
const inVain = (numbers: LivenessNumbers): LivenessNumbers => ({ ...numbers, isReached: false });

/** Some runs leave the bounds while they wait. */
const beyond = (numbers: LivenessNumbers, cut: number): LivenessNumbers => ({
  ...numbers,
  verdict: 'undecided',
  cut,
});

/** In rising order of size. A changed number means that the machine changed: say how in the commit. */
export const livenessResults: readonly LivenessResult[] = [
  {
    scope: scopes.mediated,
    states: 784,
    claims: {
      'drain-ends': mustCome(2, 808, 134),
      'let-go-comes-free': inVain(staysPossible(2, 808, 1)),
      'pending-is-answered': inVain(mustCome(0, 0, 0)),
      'kernel-gets-group-back': inVain(mustCome(1, 360, 75)),
      'everything-comes-back': staysPossible(1, 776, 5),
    },
  },
  {
    scope: scopes.tiny,
    states: 1_380,
    claims: {
      'drain-ends': mustCome(1, 180, 12),
      'let-go-comes-free': staysPossible(1, 300, 2),
      'pending-is-answered': inVain(mustCome(0, 0, 0)),
      'kernel-gets-group-back': mustCome(1, 336, 32),
      'everything-comes-back': staysPossible(1, 1_362, 4),
    },
  },
  {
    // While one PASID drains, requests of a device under the other one come to their bound.
    scope: scopes.driver,
    states: 1_620,
    claims: {
      'drain-ends': beyond(mustCome(2, 240, 24), 64),
      'let-go-comes-free': staysPossible(2, 1_172, 2),
      'pending-is-answered': beyond(mustCome(3, 288, 48), 64),
      'kernel-gets-group-back': inVain(mustCome(1, 144, 92)),
      'everything-comes-back': staysPossible(1, 1_612, 2),
    },
  },
  {
    scope: scopes.vfio,
    states: 3_640,
    claims: {
      'drain-ends': mustCome(1, 560, 78),
      'let-go-comes-free': inVain(staysPossible(1, 1_232, 3)),
      'pending-is-answered': inVain(mustCome(0, 0, 0)),
      'kernel-gets-group-back': inVain(mustCome(1, 560, 78)),
      'everything-comes-back': staysPossible(1, 3_638, 7),
    },
  },
  {
    scope: scopes.queue,
    states: 4_716,
    claims: {
      'drain-ends': mustCome(1, 273, 63),
      'let-go-comes-free': inVain(staysPossible(1, 273, 1)),
      'pending-is-answered': mustCome(1, 390, 146),
      'kernel-gets-group-back': inVain(mustCome(1, 585, 219)),
      'everything-comes-back': staysPossible(1, 4_713, 7),
    },
  },
];

/** The scopes in which a claim was decided in earnest, with its numbers there. */
export function decidedIn(
  id: LivenessId,
): readonly { readonly scope: Scope; readonly numbers: LivenessNumbers }[] {
  return livenessResults
    .map(({ scope, claims }) => ({ scope, numbers: claims[id] }))
    .filter(({ numbers }) => numbers.isReached && numbers.verdict === 'holds');
}

/** The numbers of a claim in words: an obligation is a state in which a subject is due. */
export function numbersText(
  { mode }: Pick<LivenessClaim, 'mode'>,
  { subjects, due, waiting, components, farthest }: Omit<LivenessNumbers, 'verdict'>,
): string {
  const spoken = `${due} obligations of ${subjects} ${subjects === 1 ? 'subject' : 'subjects'}`;
  if (mode === 'leads-to') {
    return `${spoken}, waited for in ${waiting} states of ${components} components`;
  }
  const ways = `at most ${farthest} ${farthest === 1 ? 'step' : 'steps'} away`;
  return waiting === 0 ? `${spoken}, ${ways}` : `${spoken}, from ${waiting} without a way`;
}
