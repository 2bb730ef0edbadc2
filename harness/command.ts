import type { Fault } from '#contract';
import { type Action, actionByKind, type Domain } from '#model';
import type { Observed } from './drive.js';

/**
 * One step of a trace as plain data: the action, the failures it is to run into, and, where an
 * argument is an id, a handle or a file that an earlier command was given, which command that was.
 * The number in the action is then only what the reference was bound to when the trace was made: an
 * allocator that answers another number, or an edit that shifts numbers, does not break the trace.
 */
export interface Command {
  readonly action: Action;
  readonly faults: readonly Fault[];
  /** The earlier commands that were given what these arguments name. */
  readonly given?: References;
}

/** The names of arguments that can be such references. */
export const REFERENCES = ['pasid', 'handle', 'file'] as const;

/** The name of such an argument. */
export type ReferenceName = (typeof REFERENCES)[number];

/** For each argument that is a reference: where it came from. */
export type References = { readonly [Name in ReferenceName]?: Command };

/** Commands in order; a reference points to an earlier command of the same trace. */
export type Trace = readonly Command[];

/** What a command was given, by the name of the argument that would name it later. */
type Given = { readonly [Name in ReferenceName]?: number };

// Of these domains numbers are handed out in the course of a run; a handle of the callers' own is not.
const HANDED_OUT: { readonly [Name in ReferenceName]: Domain } = {
  pasid: 'pasid',
  handle: 'sva-handle',
  file: 'file',
};

/** What the commands of a running trace were given. */
export class Grants {
  readonly #given = new Map<Command, Given>();
  readonly #latest: { readonly [Name in ReferenceName]: Map<number, Command> } = {
    pasid: new Map(),
    handle: new Map(),
    file: new Map(),
  };

  /** Notes what the command was given, if it was given anything. */
  record(command: Command, outcome: Observed): void {
    const given = givenBy(command.action, outcome);
    if (given === undefined) return;
    this.#given.set(command, given);
    for (const name of REFERENCES) {
      const number = given[name];
      if (number !== undefined) this.#latest[name].set(number, command);
    }
  }

  /** The references of an action's arguments, by who was last given these numbers. */
  referencesOf(action: Action): References | undefined {
    const references: { [Name in ReferenceName]?: Command } = {};
    let isReferring = false;
    for (const name of REFERENCES) {
      if (!takes(action, name)) continue;
      const giver = this.#latest[name].get(argument(action, name));
      if (giver === undefined) continue;
      references[name] = giver;
      isReferring = true;
    }
    return isReferring ? references : undefined;
  }

  /** The action with its references bound to what was given in this run. */
  bind({ action, given }: Command): Action {
    if (given === undefined) return action;
    let bound = action;
    for (const name of REFERENCES) {
      const giver = given[name];
      const number = giver && this.#given.get(giver)?.[name];
      if (number === undefined || !takes(bound, name) || argument(bound, name) === number) continue;
      bound = { ...bound, [name]: number };
    }
    return bound;
  }
}

/** Whether the action has an argument of this name that something handed out can stand in. */
export function takes(action: Action, name: ReferenceName): boolean {
  const params: Readonly<Record<string, Domain>> = actionByKind[action.kind].params;
  return params[name] === HANDED_OUT[name];
}

function argument(action: Action, name: ReferenceName): number {
  return (action as unknown as Readonly<Record<ReferenceName, number>>)[name];
}

/** What is new in an answer: asking for an id again hands out none. */
function givenBy(action: Action, outcome: Observed): Given | undefined {
  if (outcome.kind === 'bound') return { pasid: outcome.pasid, handle: outcome.handle };
  if (outcome.kind === 'opened') {
    return outcome.pasid === 0
      ? { file: outcome.file }
      : { file: outcome.file, pasid: outcome.pasid };
  }
  const isAllocated = outcome.kind === 'granted' && 'choices' in actionByKind[action.kind];
  return isAllocated ? { pasid: outcome.pasid } : undefined;
}

/** The references of a command, to the copies of the commands they named, where there are any. */
export function copiedReferences(
  { given }: Command,
  copies: ReadonlyMap<Command, Command>,
): Pick<Command, 'given'> {
  const references: { [Name in ReferenceName]?: Command } = {};
  for (const name of REFERENCES) {
    const copy = given?.[name] && copies.get(given[name]);
    if (copy !== undefined) references[name] = copy;
  }
  return Object.keys(references).length === 0 ? {} : { given: references };
}
