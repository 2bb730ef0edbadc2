import type { Violation } from '#declaration';
import {
  type Action,
  apply,
  type Input,
  type invariants,
  type Scope,
  type State,
  type StepOutcome,
} from '#model';
import { Candidates } from './candidates.js';
import { EVERY_PART, PartsAsked, partsReplaced } from './parts.js';
import { sameState } from './same-state.js';

type Claim = (typeof invariants)[number];

/**
 * The checks after a step, without those that cannot come out otherwise than before it. Nothing is
 * declared for this: each claim, and the recipe of the model, is given a state that notes which
 * parts it asks for. A claim that held keeps holding until a part that it asked for is replaced, and
 * states need no comparison in parts that neither side can have written to.
 */
export class Incremental {
  readonly #claims: readonly Claim[];
  /** For each claim the parts that it asked for when it was last evaluated. */
  readonly #asked: number[];
  readonly #system: PartsAsked;
  readonly #model: PartsAsked;
  readonly #scope: Scope;
  #candidates: Candidates | undefined;
  /** The parts in which the two sides may differ. */
  #uncompared = EVERY_PART;

  /** The model's state is the private copy that its recipes write to. */
  constructor(claims: readonly Claim[], scope: Scope, model: State) {
    this.#claims = claims;
    this.#scope = scope;
    this.#asked = claims.map(() => EVERY_PART);
    this.#model = new PartsAsked(model);
    this.#system = new PartsAsked(model);
  }

  /**
   * What is worth drawing in the state after a step, kept where it depends on nothing that was replaced.
   * Nothing until both sides were found equal: calls are drawn from the state of the model.
   */
  candidatesIn(state: State): Candidates | undefined {
    if (this.#uncompared !== 0) return undefined;
    this.#candidates ??= new Candidates(this.#scope, state);
    return this.#candidates.moveTo(state);
  }

  /** The first claim that the system offends after a step, and how. */
  brokenClaim(before: State, after: State): { claim: Claim; violation: Violation } | undefined {
    const replaced = partsReplaced(before, after);
    this.#uncompared |= replaced;
    for (let i = 0; i < this.#claims.length; i += 1) {
      if ((this.#asked[i]! & replaced) === 0) continue;
      const claim = this.#claims[i]!;
      const violation = claim.violation(this.#system.standFor(after));
      if (violation !== undefined) return { claim, violation };
      this.#asked[i] = this.#system.asked;
    }
    return undefined;
  }

  /** The model's step, made in its private copy. */
  stepModel(action: Action, input: Input): StepOutcome {
    const outcome = apply(this.#model, action, input);
    this.#uncompared |= this.#model.asked;
    this.#model.asked = 0;
    return outcome;
  }

  /** Whether the two sides are equal after both made a step. */
  agree(model: State, after: State): boolean {
    const isEqual = sameState(model, after, this.#uncompared);
    if (isEqual) this.#uncompared = 0;
    return isEqual;
  }

  /**
   * Makes every check that a step may have left out, on a state that was read anew, if that is due:
   * once in so many steps, and when a run ends. Throws where one fails, because then what was left out
   * was not without consequence.
   */
  checkInFull(model: State, after: State): void {
    for (const claim of this.#claims) {
      const broken = claim.violation(after);
      if (broken !== undefined) throw inconsistent(`${claim.id} is broken: ${broken.reason}`);
    }
    if (!sameState(model, after)) throw inconsistent('the states differ');
  }
}

/** Steps from one full check to the next: it costs as much as a few steps. */
export const STEPS_PER_FULL_CHECK = 64;

function inconsistent(seen: string): Error {
  return new Error(
    `harness: expected full checking to find nothing where incremental checking did not, saw that ${seen}; run the same command with --path mutable`,
  );
}
