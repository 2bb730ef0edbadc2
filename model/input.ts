import type { DeviceId, Errno, Fault, FaultPoint, Outcome, Pasid } from '#contract';

/**
 * What a step does not decide itself: the free PASID that was chosen, and what failed on its way.
 */
export interface Input {
  /** The PASID the allocator was seen to hand out; absent: the model takes the lowest free one. */
  readonly pasid?: Pasid;
  /** Failures in the order in which the step runs into them. */
  readonly faults: readonly Fault[];
  /** Where the step notes at which places it could have failed after these; absent: nowhere. */
  readonly asked?: Question[];
}

/** A place at which a step can be made to fail; the device, where each has one of its own. */
export interface Question {
  readonly at: FaultPoint;
  readonly device: DeviceId | undefined;
}

/** What the caller sees, or the verdict that no lawful machine could have met such an input. */
export type StepOutcome = Outcome | { readonly kind: 'illegal'; readonly reason: string };

/** An input while a step works through it. */
export interface Circumstances {
  /** The observed choice of the allocator, if there was one. */
  readonly pasid: Pasid | undefined;
  /**
   * Asks whether the next injected fault is at this place (and, where each device has one of its own,
   * on this device) and, if so, uses it up: its errno, else nothing.
   */
  fails(at: FaultPoint, device?: DeviceId): Errno | undefined;
  /** The first fault that the step has not met. */
  unmet(): Fault | undefined;
}

/** A step meets its faults one by one, each at the place it names and each only once. */
export function circumstancesOf({ pasid, faults, asked }: Input): Circumstances {
  let met = 0;
  return {
    pasid,
    fails(at, device) {
      const next = faults[met];
      if (next === undefined) asked?.push({ at, device });
      if (next?.at !== at) return undefined;
      if (next.device !== undefined && next.device !== device) return undefined;
      met += 1;
      return next.errno;
    },
    unmet: () => faults[met],
  };
}
