import { POLICIES, type Policy } from '#contract';
import { policySwitches, type SwitchText } from './switches.js';

/** The reference with one decision taken otherwise. */
export interface Flip {
  /** `freeAttached: at-once`. */
  readonly name: string;
  readonly decision: keyof Policy;
  readonly policy: Policy;
  /** What then happens, and who proposed or shipped it. */
  readonly why: string;
}

/** Every other value of every switch, one at a time, in the order of the book. */
export const FLIPS: readonly Flip[] = Object.entries<SwitchText>(policySwitches).flatMap(
  ([name, { values }]) => {
    const decision = name as keyof Policy;
    return Object.entries(values)
      .filter(([value]) => value !== POLICIES.reference[decision])
      .map(([value, why]) => ({
        name: `${decision}: ${value}`,
        decision,
        // The keys of the texts are the values of the switch, which the compiler checks there.
        policy: { ...POLICIES.reference, [decision]: value } as Policy,
        why,
      }));
  },
);
