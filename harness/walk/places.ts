import type { Pasid } from '#contract';
import { type Scope, type WitnessId, witnesses } from '#model';
import { choiceIn } from '../drive.js';
import { kindsDrawn, weights } from '../kinds.js';
import { type MadeCall, ModelGraph } from '../model-graph.js';
import type { Callers } from '../target.js';

/** A call in a state of the model, what it comes to there, and what is remembered of having made it. */
export interface Step {
  readonly from: Place;
  readonly made: MadeCall;
  readonly isGranted: boolean;
  /** Where it leads; absent until somebody went there. */
  to?: Place;
  /** The snapshot that was seen after it last, and that was compared with the state it leads to. */
  snapshot?: Uint8Array;
  /** The witnesses that it reaches; absent until it was made. */
  reached?: readonly WitnessId[];
  /** What it comes to where the target chose this id and not the one that the model takes. */
  otherwise?: Map<number, Step>;
  /** How often it was made in the unit that runs. */
  times: number;
}

/** One call, without failures and with each of those that it can run into. */
interface Choice {
  readonly plain: Step;
  readonly faulted: readonly Step[];
}

/** The calls of one kind in a state. */
interface Calls {
  /** Among the kinds that are drawn. */
  readonly kind: number;
  readonly weight: number;
  readonly choices: readonly Choice[];
}

/** A state of the model as walks meet it: what can be called there, kind by kind. */
export interface Place {
  readonly number: number;
  readonly kinds: readonly Calls[];
}

/**
 * The states of the model in one scope that walks of one target came through, laid out for them: what a
 * step comes to is an object, and its place the next one, so that nothing is looked up on the way.
 */
export class Places {
  readonly graph: ModelGraph;
  readonly #byState: (Place | undefined)[] = [];
  #steps = 0;

  constructor(scope: Scope, callers: Callers) {
    this.graph = ModelGraph.of(scope, callers);
  }

  get initial(): Place {
    return this.#at(this.graph.initial);
  }

  /** Whether no more should be remembered than there is. */
  get isFull(): boolean {
    return this.#steps >= STEPS_KEPT_MAX;
  }

  /** The place to which a step leads. */
  after(step: Step): Place {
    step.to ??= this.#at(step.made.after);
    return step.to;
  }

  /** What a step comes to where the target chose this id. */
  otherwise(step: Step, pasid: Pasid): Step {
    step.otherwise ??= new Map();
    let other = step.otherwise.get(pasid);
    if (other === undefined) {
      const { from, made } = step;
      other = stepOf(from, this.graph.madeWith(from.number, made, pasid));
      step.otherwise.set(pasid, other);
    }
    return other;
  }

  /** The witnesses that a step reaches, asked once. */
  reachedBy(step: Step): readonly WitnessId[] {
    if (step.reached !== undefined) return step.reached;
    const { action, faults, outcome, after, observers } = step.made;
    if (outcome.kind === 'illegal') return [];
    const stepped = {
      before: this.graph.stateOf(step.from.number),
      action,
      input: { ...choiceIn(outcome), faults },
      outcome,
      after: this.graph.stateOf(after, observers),
    };
    step.reached = witnesses.filter((witness) => witness.reached(stepped)).map(({ id }) => id);
    return step.reached;
  }

  #at(number: number): Place {
    const known = this.#byState[number];
    if (known !== undefined) return known;
    const kinds: Calls[] = [];
    const place: Place = { number, kinds };
    const { calls } = this.graph.callsFrom(number);
    this.#steps += calls.length;
    for (let at = 0; at < calls.length; ) {
      const { kind } = calls[at]!.action;
      const choices: Choice[] = [];
      // Calls of one kind follow each other, and so do those of one call with different failures.
      while (calls[at]?.action.kind === kind) {
        const { action } = calls[at]!;
        const plain = stepOf(place, calls[at]!);
        const faulted: Step[] = [];
        for (at += 1; calls[at]?.action === action; at += 1) {
          faulted.push(stepOf(place, calls[at]!));
        }
        choices.push({ plain, faulted });
      }
      const index = kindsDrawn.findIndex((drawn) => drawn === kind);
      if (index !== -1) kinds.push({ kind: index, weight: weights[kindsDrawn[index]!], choices });
    }
    this.#byState[number] = place;
    return place;
  }
}

/** About as many as the graph keeps in a tenth of its memory; each takes some hundred bytes. */
const STEPS_KEPT_MAX = 1_000_000;

function stepOf(from: Place, made: MadeCall): Step {
  const { kind, warned } = { warned: undefined, ...made.outcome };
  const isGranted = kind !== 'refused' && kind !== 'illegal' && warned !== true;
  return { from, made, isGranted, times: 0 };
}
