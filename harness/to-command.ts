import type fc from 'fast-check';
import type { Draws } from './arbitraries.js';
import type { Session } from './run.js';
import type { System } from './target.js';
import { commandText } from './text.js';

/**
 * Draws as a command of fast-check's model-based testing. The session is the model: it holds the
 * reference state, drives the real system beside it and checks both after each step, so that the
 * postcondition is written once for every way of running.
 */
export class DrawnCommand implements fc.Command<Session, System> {
  readonly #draws: Draws;
  #text = 'not run';

  constructor(draws: Draws) {
    this.#draws = draws;
  }

  /** Draws always mean something: they are resolved where they run, never filtered. */
  check(): boolean {
    return true;
  }

  run(session: Session): void {
    const command = session.draw(this.#draws);
    if (command === undefined) return;
    this.#text = commandText(command);
    const failure = session.step(command);
    if (failure !== undefined) throw new Error(`${failure.property}: ${failure.reason}`);
  }

  toString(): string {
    return this.#text;
  }
}
