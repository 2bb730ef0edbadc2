import { deviceId, FAULT_POINTS, type Fault, type FaultPoint } from '#contract';
import type { Action, ActionKind, Domain, Scope, State, StepOutcome } from '#model';
import { actions, apply, copyState, isPossible, preconditionHolds } from '#model';
import { CARELESS, type Draws, type Omitted } from './arbitraries.js';
import { Candidates, type Couple } from './candidates.js';
import { cellsOf } from './cells.js';
import { AT_BOUNDARY, idAtBoundary, limitAtBoundary } from './generation/boundaries.js';
import { isDrawn, weights } from './kinds.js';
import { isVast } from './looks.js';
import type { Callers } from './target.js';

/** A kind as drawing needs it: its parameters laid out once. */
interface Drawn {
  readonly kind: ActionKind;
  readonly faults: readonly string[];
  readonly names: readonly string[];
  readonly domains: readonly Domain[];
}

/**
 * The kinds of a scope laid out by weight, in order of declaration, so that a draw picks one by its
 * remainder. Made once for each scope.
 */
function wheelOf(scope: Scope): readonly Drawn[] {
  const known = wheels.get(scope);
  if (known !== undefined) return known;
  const exist = new Set(cellsOf(scope.profile).map(({ action }) => action));
  const wheel = actions.flatMap(({ kind, faults, params }): Drawn[] => {
    if (!exist.has(kind) || !isDrawn(kind)) return [];
    if (scope.alphabet?.includes(kind) === false) return [];
    const drawn = {
      kind,
      faults,
      names: Object.keys(params),
      domains: Object.values<Domain>(params),
    };
    return new Array<Drawn>(weights[kind]).fill(drawn);
  });
  wheels.set(scope, wheel);
  return wheel;
}

const wheels = new WeakMap<Scope, readonly Drawn[]>();

// Beyond this many argument tuples without a lawful one, the next kind is tried: where much is
// alive, the lawful tuples of some kinds (a bond to unbind) are rare.
const TUPLES_TRIED = 64;

/** One in six commands that can fail is made to. */
export const FAULT_ONE_IN = 6;

/** Where draws are to mean something. */
interface Situation {
  readonly scope: Scope;
  readonly state: State;
  readonly callers: Callers;
  /** What is worth drawing there, for these callers, if it is kept from step to step. */
  readonly candidates?: Candidates;
}

/**
 * The command that these draws mean here: the first lawful action found from the drawn kind and
 * arguments onwards. Undefined only where no kind has a lawful tuple within reach.
 */
export function resolve(
  { scope, state, callers, candidates = new Candidates(scope, state) }: Situation,
  draws: Draws,
  omitted: Omitted,
): { action: Action; faults: readonly Fault[] } | undefined {
  const wheel = wheelOf(scope);
  const trials = new Trials(scope, state, draws.care);
  const may = (action: Action): boolean => mayCall(callers, candidates.state, action);
  const passed = new Set<Drawn>();
  let first: { action: Action; faults: readonly Fault[] } | undefined;
  for (let turn = 0; turn < TURNS * wheel.length; turn += 1) {
    const drawn = wheel[spread(draws.kind, turn) % wheel.length]!;
    if (passed.has(drawn) || omitted.has(drawn.kind)) continue;
    passed.add(drawn);
    trials.beginKind();
    for (const action of permitted(may, drawn, candidates, draws.args)) {
      const found = { action, faults: faultsFor(scope, drawn.faults, draws.fault, omitted) };
      if (trials.areOver || trials.isGranted(action)) return found;
      first ??= found;
      if (trials.areOverForKind) break;
    }
    if (trials.areOver && first !== undefined) return first;
  }
  return first;
}

/** Looks at the wheel, in multiples of its length, before a draw is taken to mean nothing. */
const TURNS = 4;

/**
 * Where the wheel is looked at next. Drawn anew each time: if the neighbour stood in for what is not
 * possible, whatever stands behind something rare would be drawn all the time.
 */
function spread(draw: number, turn: number): number {
  const mixed = Math.imul(draw + Math.imul(turn, 0x9e3779b1), 0x85ebca6b);
  return turn === 0 ? draw : (mixed ^ (mixed >>> 15)) >>> 0;
}

/** From one tuple of arguments to the next that is looked at: a prime, so that all have their turn. */
const STRIDE = 7919;

/**
 * Asks the model what would come of a call, a few times for each command. Without it most calls are
 * refused where much has to come together: an id, a file that holds it, a device that is open.
 */
class Trials {
  readonly #state: State;
  #left: number;
  #leftForKind = 0;

  constructor(scope: Scope, state: State, care: number) {
    this.#state = state;
    // A trial copies the state, which costs what is alive.
    this.#left = care === CARELESS || isVast(scope) ? 0 : TRIALS;
  }

  /** Each kind has its share, so that one that is always refused does not use up all. */
  beginKind(): void {
    this.#leftForKind = TRIALS_PER_KIND;
  }

  get areOverForKind(): boolean {
    return this.#leftForKind === 0;
  }

  get areOver(): boolean {
    return this.#left === 0;
  }

  isGranted(action: Action): boolean {
    this.#left -= 1;
    this.#leftForKind -= 1;
    const outcome = this.#outcomeOf(action);
    if (outcome === undefined) return false;
    return outcome.kind !== 'refused' && outcome.kind !== 'illegal' && outcome.warned !== true;
  }

  /** Nothing where the state of a broken implementation is none that the model knows what to do with. */
  #outcomeOf(action: Action): StepOutcome | undefined {
    try {
      return apply(copyState(this.#state), action, { faults: [] });
    } catch {
      return undefined;
    }
  }
}

/** Calls that are tried on the model before the first of them is made all the same. */
const TRIALS = 12;
const TRIALS_PER_KIND = 4;

/** Whether such callers make this call here: within their contract, or wherever it means anything. */
export function mayCall(callers: Callers, state: State, action: Action): boolean {
  return callers === 'lawful' ? preconditionHolds(state, action) : isPossible(state, action);
}

/** The argument tuples, counted on from the drawn one, that such callers use. */
function* permitted(
  may: (action: Action) => boolean,
  { kind, names, domains }: Drawn,
  candidates: Candidates,
  start: number,
): Generator<Action> {
  if (candidates.isIdle(kind)) return;
  candidates.state.asked = 0;
  // Who holds what, and what is attached where, are drawn together: apart they would rarely meet.
  const couples = candidates.couples(names[0], names[1]);
  const alone = couples === undefined ? domains : domains.slice(2);
  const others = alone.map((domain) =>
    domain === 'pasid' && names[1] === 'file' ? candidates.idsOfFiles : candidates.of(domain),
  );
  let tuples = couples?.length ?? 1;
  for (const { length } of others) tuples *= length;
  let isIdle = tuples <= TUPLES_TRIED;
  for (let tried = 0; tried < Math.min(tuples, TUPLES_TRIED); tried += 1) {
    const number = start + tried * STRIDE;
    const args = tupleAt(names, couples, others, number % tuples);
    const action = withBoundaries(kind, args, candidates, spread(number, 1));
    // What cannot be called at one boundary may be called at another one.
    if (args['pasid'] === AT_BOUNDARY) isIdle = false;
    if (!may(action)) continue;
    isIdle = false;
    yield action;
  }
  if (isIdle) candidates.noteIdle(kind);
}

/** The action with these arguments; what is to be at a boundary, or at random, the draw decides. */
function withBoundaries(
  kind: ActionKind,
  args: Readonly<Record<string, number>>,
  candidates: Candidates,
  draw: number,
): Action {
  const { scope, state } = candidates;
  const chosen = { ...args };
  if (args['pasid'] === AT_BOUNDARY) {
    const { strangers } = candidates;
    const choice = Math.floor(draw / 2);
    chosen['pasid'] =
      draw % 2 === 0 ? strangers[choice % strangers.length]! : idAtBoundary(scope, args, choice);
  }
  if (args['max'] === AT_BOUNDARY) chosen['max'] = limitAtBoundary(scope, state, args, draw);
  return { kind, ...chosen } as unknown as Action;
}

/**
 * The arguments of the tuple with this number, the first parameter varying fastest; where the first two
 * are drawn together, they are the first.
 */
function tupleAt(
  names: readonly string[],
  couples: readonly Couple[] | undefined,
  domains: readonly (readonly number[])[],
  number: number,
): Record<string, number> {
  const args: Record<string, number> = {};
  let rest = number;
  if (couples !== undefined) {
    [args[names[0]!], args[names[1]!]] = couples[rest % couples.length]!;
    rest = Math.floor(rest / couples.length);
  }
  const first = names.length - domains.length;
  for (let i = 0; i < domains.length; i += 1) {
    const values = domains[i]!;
    args[names[first + i]!] = values[rest % values.length]!;
    rest = Math.floor(rest / values.length);
  }
  return args;
}

/** Mostly none, else one failure or a pair. Whether the step runs into it shows when it is made. */
function faultsFor(
  scope: Scope,
  points: readonly string[],
  draw: number,
  omitted: Omitted,
): readonly Fault[] {
  if (points.length === 0 || draw % FAULT_ONE_IN !== FAULT_ONE_IN - 1) return NONE;
  const choice = Math.floor(draw / FAULT_ONE_IN);
  const name = points[choice % points.length];
  const at = FAULT_POINTS.find((point) => point === name);
  if (at === undefined || omitted.has(at)) return NONE;
  const devices = scope.topology.devices.length;
  const fault = faultAt(at, Math.floor(choice / points.length) % (2 * devices), devices);
  // A claim asks for an empty domain only after it was refused a blocking one.
  if (at === 'domain_alloc_unmanaged') return [faultAt('domain_alloc_blocked', 0, 0), fault];
  // Twice the same: a bind whose first attempt failed makes a second one under a new domain.
  return choice % 3 === 0 ? [fault, fault] : [fault];
}

const NONE: readonly Fault[] = [];

/**
 * Memory answers -ENOMEM; for hardware the tables take EIO, so that no other cause looks alike. A
 * refusal by a driver hits one member by number; past the last number, whichever is told next.
 */
function faultAt(at: FaultPoint, device: number, devices: number): Fault {
  if (at === 'set_group_domain') return { at, errno: 'EIO' };
  if (at === 'arch_pgtable_dma_compat') return { at, errno: 'EBUSY' };
  if (at !== 'set_dev_pasid') return { at, errno: 'ENOMEM' };
  return device >= devices ? { at, errno: 'EIO' } : { at, errno: 'EIO', device: deviceId(device) };
}
