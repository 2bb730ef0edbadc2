import type { BrokenClaim } from '#checker';
import type { Pair } from '#declaration';
import type { Scope } from '#model';
import { Calls } from './calls.js';
import type { Failure } from './lockstep.js';
import type { Session } from './run.js';
import type { Callers, Target } from './target.js';

/** Reference model and a target that cannot be put back: every sequence is made again from reset. */
export class ReplayedPair implements Pair<BrokenClaim> {
  readonly #calls: Calls;
  readonly #target: Target;
  #session: Session;

  constructor(scope: Scope, target: Target, callers: Callers) {
    this.#calls = new Calls(scope, callers);
    this.#target = target;
    this.#session = this.#calls.session(target, []);
  }

  reset(): undefined {
    this.#session = this.#calls.session(this.#target, []);
  }

  commands(): readonly number[] {
    return this.#calls.from(this.#session.state).calls.map(({ label }) => label);
  }

  give(command: number): BrokenClaim | undefined {
    const session = this.#session;
    const { action, faults } = this.#calls.at(session.state, command);
    return brokenBy(session.step(session.referring({ action, faults })));
  }
}

function brokenBy(failure: Failure | undefined): BrokenClaim | undefined {
  if (failure === undefined) return undefined;
  const { property, ...violation } = failure;
  return { claim: property, violation };
}
