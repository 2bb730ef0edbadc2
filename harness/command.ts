import type { Fault, HandleId, Pasid } from '#contract';
import { type Action, actionByKind } from '#model';
import type { Observed } from './drive.js';

/**
 * One step of a trace as plain data: the action, the failures it is to run into, and, where an
 * argument is an id or a handle that an earlier command was given, which command that was. The
 * number in the action is then only what the reference was bound to when the trace was made: an
 * allocator that answers another number, or an edit that shifts numbers, does not break the trace.
 */
export interface Command {
  readonly action: Action;
  readonly faults: readonly Fault[];
  /** The earlier commands that were given what these arguments name. */
  readonly given?: References;
}

/** For the arguments `pasid` and `handle`: where each came from. */
export interface References {
  readonly pasid?: Command;
  readonly handle?: Command;
}

/** Commands in order; a reference points to an earlier command of the same trace. */
export type Trace = readonly Command[];

/** What the commands of a running trace were given. */
export class Grants {
  readonly #pasidOf = new Map<Command, Pasid>();
  readonly #handleOf = new Map<Command, HandleId>();
  readonly #givenPasid = new Map<Pasid, Command>();
  readonly #givenHandle = new Map<HandleId, Command>();

  /** Notes what the command was given, if it was given anything. */
  record(command: Command, outcome: Observed): void {
    if (outcome.kind !== 'granted' && outcome.kind !== 'bound') return;
    // Only who was given it first is referred to: asking for an id again is no new one.
    if (command.action.kind === 'pasid-alloc-global' || outcome.kind === 'bound') {
      this.#pasidOf.set(command, outcome.pasid);
      this.#givenPasid.set(outcome.pasid, command);
    }
    if (outcome.kind !== 'bound') return;
    this.#handleOf.set(command, outcome.handle);
    this.#givenHandle.set(outcome.handle, command);
  }

  /** The references of an action's arguments, by who was last given these numbers. */
  referencesOf(action: Action): References | undefined {
    const pasid = takesPasid(action) ? this.#givenPasid.get(action.pasid) : undefined;
    const handle = takesSvaHandle(action) ? this.#givenHandle.get(action.handle) : undefined;
    if (pasid === undefined && handle === undefined) return undefined;
    return { ...(pasid && { pasid }), ...(handle && { handle }) };
  }

  /** The action with its references bound to what was given in this run. */
  bind({ action, given }: Command): Action {
    const pasid = given?.pasid && this.#pasidOf.get(given.pasid);
    const handle = given?.handle && this.#handleOf.get(given.handle);
    if (pasid !== undefined && takesPasid(action) && pasid !== action.pasid) {
      return { ...action, pasid };
    }
    if (handle !== undefined && takesSvaHandle(action) && handle !== action.handle) {
      return { ...action, handle };
    }
    return action;
  }
}

type TakesPasid = Extract<Action, { pasid: Pasid }>;
type TakesSvaHandle = Extract<Action, { kind: 'sva-unbind' | 'sva-get-pasid' }>;

/** Whether the action names a PASID that somebody was given. */
export function takesPasid(action: Action): action is TakesPasid {
  return 'pasid' in action;
}

/** Whether the action names a handle that a bind made. */
export function takesSvaHandle(action: Action): action is TakesSvaHandle {
  const params: Readonly<Record<string, string>> = actionByKind[action.kind].params;
  return params['handle'] === 'sva-handle';
}
