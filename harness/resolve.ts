import { deviceId, FAULT_POINTS, type Fault, type FaultPoint, type HandleId } from '#contract';
import type { Action, ActionKind, Domain, Scope, State } from '#model';
import { actions, domainValues, isPossible, preconditionHolds } from '#model';
import type { Draws } from './arbitraries.js';
import type { Callers } from './target.js';

/** How often each kind is drawn: only these are written by hand, all else follows from `params`. */
const weights: { readonly [K in ActionKind]: number } = {
  'process-spawn': 4,
  'process-fork': 2,
  'process-exec': 1,
  'process-exit': 2,
  'process-migrate': 1,
  'cgroup-set-max': 2,
  'driver-probe': 2,
  'driver-remove': 2,
  'group-claim': 1,
  'group-release': 1,
  'device-claim': 2,
  'device-release': 2,
  'group-default-domain-ready': 1,
  'pasid-alloc-global': 3,
  'pasid-free-global': 2,
  'pasid-attach': 5,
  'pasid-detach': 3,
  'attach-handle-get': 1,
  'sva-bind': 8,
  'sva-unbind': 4,
  'sva-get-pasid': 1,
};

/** A kind as drawing needs it: its parameters laid out once. */
interface Drawn {
  readonly kind: ActionKind;
  /** The bit that omits the kind from a run. */
  readonly bit: number;
  readonly faults: readonly string[];
  readonly names: readonly string[];
  readonly domains: readonly Domain[];
}

// The kinds laid out by weight, in order of declaration, so that a draw picks one by its remainder.
const wheel = actions.flatMap(({ kind, faults, params }, index): Drawn[] => {
  const drawn = {
    kind,
    bit: 1 << index,
    faults,
    names: Object.keys(params),
    domains: Object.values<Domain>(params),
  };
  return new Array<Drawn>(weights[kind]).fill(drawn);
});

// Beyond this many argument tuples without a lawful one, the next kind is tried: where much is
// alive, the lawful tuples of some kinds (a bond to unbind) are rare.
const TUPLES_TRIED = 64;

/** One in eight commands that can fail is made to. */
const FAULT_ONE_IN = 8;

/**
 * The command that these draws mean here: the first lawful action found from the drawn kind and
 * arguments onwards. Undefined only where no kind has a lawful tuple within reach.
 */
export function resolve(
  { scope, state, callers }: { scope: Scope; state: State; callers: Callers },
  draws: Draws,
  omitted: number,
): { action: Action; faults: readonly Fault[] } | undefined {
  const candidates = new Candidates(scope, state);
  let refused: Drawn | undefined;
  for (let turn = 0; turn < wheel.length; turn += 1) {
    const drawn = wheel[(draws.kind + turn) % wheel.length]!;
    if (drawn === refused || (drawn.bit & omitted) !== 0) continue;
    const may = (action: Action): boolean => mayCall(callers, state, action);
    const action = permitted(may, drawn, candidates, draws.args);
    if (action === undefined) refused = drawn;
    else return { action, faults: faultsFor(scope, drawn.faults, draws.fault) };
  }
  return undefined;
}

/** Whether such callers make this call here: within their contract, or wherever it means anything. */
export function mayCall(callers: Callers, state: State, action: Action): boolean {
  return callers === 'lawful' ? preconditionHolds(state, action) : isPossible(state, action);
}

/** The first argument tuple, counted on from the drawn one, that such callers use. */
function permitted(
  may: (action: Action) => boolean,
  { kind, names, domains }: Drawn,
  candidates: Candidates,
  start: number,
): Action | undefined {
  const values = domains.map((domain) => candidates.of(domain));
  let tuples = 1;
  for (const { length } of values) tuples *= length;
  for (let tried = 0; tried < Math.min(tuples, TUPLES_TRIED); tried += 1) {
    const action = tupleAt(kind, names, values, (start + tried) % tuples);
    if (may(action)) return action;
  }
  return undefined;
}

/**
 * The values of each domain that are worth drawing in one state. What is not in being is all alike,
 * so one of it stands for the rest: without that, arguments in a scope of a million ids would name
 * nothing.
 */
class Candidates {
  readonly #scope: Scope;
  readonly #state: State;
  readonly #values: Partial<Record<Domain, readonly number[]>> = {};

  constructor(scope: Scope, state: State) {
    this.#scope = scope;
    this.#state = state;
  }

  of(domain: Domain): readonly number[] {
    return (this.#values[domain] ??= this.#found(domain));
  }

  #found(domain: Domain): readonly number[] {
    if (domain === 'process') return inBeing(this.#state.processes);
    if (domain === 'mm') return inBeing(this.#state.mms);
    if (domain === 'pasid') return idsInUse(this.#scope, this.#state);
    if (domain === 'sva-handle') return Object.keys(this.#state.svaHandles).map(Number);
    if (domain === 'attach-handle') return handlesToBring(this.#scope, this.#state);
    return domainValues(this.#scope, domain);
  }
}

/** The numbers of the entities that exist, and the lowest number that is not in use. */
function inBeing(entities: readonly { readonly phase: string }[]): readonly number[] {
  const numbers: number[] = [];
  let unused: number | undefined;
  for (let number = 0; number < entities.length; number += 1) {
    if (entities[number]!.phase !== 'absent') numbers.push(number);
    else unused ??= number;
  }
  if (unused !== undefined) numbers.push(unused);
  return numbers;
}

/**
 * The allocated and the attached ids, the lowest free one, 0, and one that no device can express.
 * Those in drivers' records stand there twice more: most calls with an id are theirs to make.
 */
function idsInUse(scope: Scope, { pool, groups, drivers }: State): readonly number[] {
  const known = new Set(Object.keys(pool.chargedTo).map(Number));
  for (const { slots } of groups) for (const key in slots) known.add(Number(key));
  let free = 1;
  while (known.has(free)) free += 1;
  const held = drivers.flatMap(({ pasids }) => pasids);
  return [...known, ...held, ...held, free, 0, domainValues(scope, 'pasid').at(-1)!];
}

/** No handle, a handle that is in a slot (a lawful caller brings none), and the first that is not. */
function handlesToBring(scope: Scope, { groups }: State): readonly number[] {
  const taken = new Set(
    groups.flatMap(({ slots }) => Object.values(slots)).map((slot) => slot.handle),
  );
  const all: readonly number[] = domainValues(scope, 'attach-handle').slice(1);
  const isTaken = (handle: number): boolean => taken.has(handle as HandleId);
  return [
    0,
    ...all.filter(isTaken).slice(0, 1),
    ...all.filter((handle) => !isTaken(handle)).slice(0, 1),
  ];
}

/** The action whose argument tuple has this number, the first parameter varying fastest. */
function tupleAt(
  kind: ActionKind,
  names: readonly string[],
  domains: readonly (readonly number[])[],
  number: number,
): Action {
  const action: Record<string, unknown> = { kind };
  let rest = number;
  for (let i = 0; i < names.length; i += 1) {
    const values = domains[i]!;
    action[names[i]!] = values[rest % values.length];
    rest = Math.floor(rest / values.length);
  }
  return action as unknown as Action;
}

/** Mostly none, else one failure or a pair. Whether the step runs into it shows when it is made. */
function faultsFor(scope: Scope, points: readonly string[], draw: number): readonly Fault[] {
  if (points.length === 0 || draw % FAULT_ONE_IN !== FAULT_ONE_IN - 1) return NONE;
  const choice = Math.floor(draw / FAULT_ONE_IN);
  const name = points[choice % points.length];
  const at = FAULT_POINTS.find((point) => point === name);
  if (at === undefined) return NONE;
  const devices = scope.topology.devices.length;
  const fault = faultAt(at, Math.floor(choice / points.length) % (devices + 1), devices);
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
  return device === devices ? { at, errno: 'EIO' } : { at, errno: 'EIO', device: deviceId(device) };
}
