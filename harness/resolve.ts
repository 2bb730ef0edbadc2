import type { Fault, FaultPoint } from '#contract';
import { FAULT_POINTS } from '#contract';
import type { Action, ActionKind, Domain, Scope, State } from '#model';
import { actions, domainValues, preconditionHolds } from '#model';
import type { Draws } from './arbitraries.js';

/** How often each kind is drawn: only these are written by hand, all else follows from `params`. */
const weights: { readonly [K in ActionKind]: number } = {
  'process-spawn': 3,
  'process-fork': 2,
  'process-exec': 1,
  'process-exit': 2,
  'process-migrate': 1,
  'cgroup-set-max': 2,
  'pasid-alloc-global': 3,
  'pasid-free-global': 2,
  'sva-bind': 7,
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
  scope: Scope,
  state: State,
  draws: Draws,
  omitted: number,
): { action: Action; faults: readonly Fault[] } | undefined {
  const candidates = new Candidates(scope, state);
  let refused: Drawn | undefined;
  for (let turn = 0; turn < wheel.length; turn += 1) {
    const drawn = wheel[(draws.kind + turn) % wheel.length]!;
    if (drawn === refused || (drawn.bit & omitted) !== 0) continue;
    const action = lawful(state, drawn, candidates, draws.args);
    if (action === undefined) refused = drawn;
    else return { action, faults: faultsFor(drawn.faults, draws.fault) };
  }
  return undefined;
}

/** The first argument tuple, counted on from the drawn one, whose caller keeps its contract. */
function lawful(
  state: State,
  { kind, names, domains }: Drawn,
  candidates: Candidates,
  start: number,
): Action | undefined {
  const values = domains.map((domain) => candidates.of(domain));
  let tuples = 1;
  for (const { length } of values) tuples *= length;
  for (let tried = 0; tried < Math.min(tuples, TUPLES_TRIED); tried += 1) {
    const action = tupleAt(kind, names, values, (start + tried) % tuples);
    if (preconditionHolds(state, action)) return action;
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

/** The allocated ids, the lowest free one, and the greatest id any device can express. */
function idsInUse(scope: Scope, state: State): readonly number[] {
  const allocated = Object.keys(state.pool.chargedTo).map(Number);
  let free = 1;
  while (free in state.pool.chargedTo) free += 1;
  return [...allocated, free, domainValues(scope, 'pasid').at(-1)!];
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

/** At most one failure. Whether the step runs into it shows when it is made. */
function faultsFor(points: readonly string[], draw: number): readonly Fault[] {
  if (points.length === 0 || draw % FAULT_ONE_IN !== FAULT_ONE_IN - 1) return NONE;
  const name = points[Math.floor(draw / FAULT_ONE_IN) % points.length];
  const at = FAULT_POINTS.find((point) => point === name);
  return at === undefined ? NONE : [faultAt(at)];
}

const NONE: readonly Fault[] = [];

/** Memory answers -ENOMEM; for hardware the tables take EIO, so that no other cause looks alike. */
function faultAt(at: FaultPoint): Fault {
  return {
    at,
    errno: at === 'set_dev_pasid' ? 'EIO' : at === 'arch_pgtable_dma_compat' ? 'EBUSY' : 'ENOMEM',
  };
}
