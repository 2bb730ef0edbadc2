import type { RunDraws } from '../arbitraries.js';
import { type Command, copiedReferences } from '../command.js';
import { mayCall } from '../resolve.js';
import { type Run, Session, type Setting } from '../run.js';
import { answerOf } from '../seen.js';
import { beginningsOf } from './beginnings.js';
import { type Move, movesOf } from './mutation.js';
import { Corpus } from './novelty.js';
import { situationOf } from './situation.js';

/**
 * Makes the runs of one unit, and remembers what was new in them. Nothing outlives the unit, so units
 * stay independent of each other, and of who runs them.
 */
export class Learner {
  readonly #setting: Setting;
  readonly #corpus = new Corpus();

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** One run, until its moves end or a check fails. */
  run(drawn: RunDraws): Run {
    const session = new Session(this.#setting);
    const copies = new Map<Command, Command>();
    for (const move of movesOf(drawn, this.#corpus, beginningsOf(this.#setting.scope))) {
      const command = this.#commandOf(move, session, copies);
      if (command === undefined) continue;
      const situation = situationOf(session.state, command.action);
      if (session.step(command) !== undefined) break;
      const { trace, outcomes } = session.run;
      const made = trace.at(-1)!;
      if ('command' in move) copies.set(move.command, made);
      const { action, faults } = made;
      const met = faults.map(({ at }) => at).join(' ');
      const feature = `${action.kind} ${situation} ${answerOf(outcomes.at(-1)!)} ${met}`;
      this.#corpus.note(feature, trace);
    }
    return session.end();
  }

  /**
   * What a move means in the state that it meets, if anything. A command again is about what the copies
   * of earlier ones were given.
   */
  #commandOf(
    move: Move,
    session: Session,
    copies: ReadonlyMap<Command, Command>,
  ): Command | undefined {
    if ('draws' in move) return session.draw(move.draws, move.omitted);
    const { action, faults } = move.command;
    const bound = session.bound({ action, faults, ...copiedReferences(move.command, copies) });
    if (!mayCall(this.#setting.callers, session.state, bound)) return undefined;
    return session.referring({ action: bound, faults });
  }
}
