import type { DeviceId, Fault, Pasid } from '#contract';
import type { Action } from '#model';

/**
 * One step of a trace as plain data: the action, the failures it is to run into, and, where an
 * argument is an id that an earlier command was granted, which command that was. The number in the
 * action is then only what the reference was bound to when the trace was made: an allocator that
 * answers another number, or an edit that shifts numbers, does not break the trace.
 */
export interface Command {
  readonly action: Action;
  readonly faults: readonly Fault[];
  /** The command that was granted the id in the parameter `pasid`. */
  readonly grantedBy?: Command;
}

/** Commands in order; a reference points to an earlier command of the same trace. */
export type Trace = readonly Command[];

/** A reference as files hold it and people read it: the nth id that this device's driver was given. */
export interface Reference {
  readonly device: DeviceId;
  /** Counted from 0. */
  readonly nth: number;
}

/** Which ids the commands of a running trace were granted. */
export class Grants {
  readonly #pasidOf = new Map<Command, Pasid>();
  readonly #grantOf = new Map<Pasid, Command>();

  /** Notes that this command allocated an id for its driver. */
  record(command: Command, pasid: Pasid): void {
    this.#pasidOf.set(command, pasid);
    this.#grantOf.set(pasid, command);
  }

  /** The command that was last granted this id, to be referred to by later ones. */
  latestOf(pasid: Pasid): Command | undefined {
    return this.#grantOf.get(pasid);
  }

  /** The action with its reference bound to what was granted in this run. */
  bind({ action, grantedBy }: Command): Action {
    if (grantedBy === undefined || action.kind !== 'pasid-free-global') return action;
    const pasid = this.#pasidOf.get(grantedBy);
    return pasid === undefined || pasid === action.pasid ? action : { ...action, pasid };
  }
}

/** The reference of a command within its trace, if it has one. */
export function referenceOf(trace: Trace, { grantedBy }: Command): Reference | undefined {
  if (grantedBy?.action.kind !== 'pasid-alloc-global') return undefined;
  const { device } = grantedBy.action;
  const nth = allocationsBy(trace, device).indexOf(grantedBy);
  return nth === -1 ? undefined : { device, nth };
}

/** The commands by which a device's driver asks for ids, in order. */
export function allocationsBy(trace: Trace, device: DeviceId): Command[] {
  return trace.filter(
    ({ action }) => action.kind === 'pasid-alloc-global' && action.device === device,
  );
}
