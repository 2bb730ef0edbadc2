import fc from 'fast-check';
import type { ActionKind } from '#model';
import { kindsByDoor, weights } from './kinds.js';

/**
 * What a generated command carries: numbers that mean nothing until they are resolved against the
 * state in which the command runs. So a command stays meaningful wherever shrinking moves it, and
 * arguments can be drawn from what is there (a bond to unbind, an id to free).
 */
export interface Draws {
  /** Chooses the kind of action. */
  readonly kind: number;
  /** Chooses the arguments. */
  readonly args: number;
  /** Chooses a failure to inject, to be met or not; most choices inject none. */
  readonly fault: number;
  /** `CARELESS`: any call will do; else one that the model grants, if there is one within reach. */
  readonly care: number;
}

/** One in two calls is made without asking what comes of it. */
export const CARELESS = 1;

/** The draws of one command; smaller numbers choose earlier kinds, earlier values, no fault. */
export function draws(): fc.Arbitrary<Draws> {
  return fc.record({
    kind: fc.nat({ max: 0xffff }),
    args: fc.nat({ max: 0x7fffffff }),
    fault: fc.nat({ max: 0xffff }),
    care: fc.nat({ max: CARELESS }),
  });
}

/** The kinds that a run does without. */
export type Omitted = ReadonlySet<ActionKind>;

/** What a generated run carries. */
export interface RunDraws {
  /** Runs that never free, or that know one door only, go where evenly mixed ones do not. */
  readonly omitted: Omitted;
  readonly commands: readonly Draws[];
}

/** A run that does without nothing. */
export const NOTHING_OMITTED: Omitted = new Set();

const kinds = Object.keys(weights) as ActionKind[];

// Nothing, any kinds, or all doors but a few.
const omitted: fc.Arbitrary<Omitted> = fc.oneof(
  fc.constant(NOTHING_OMITTED),
  fc.subarray(kinds, { maxLength: kinds.length / 2 }).map((some) => new Set(some)),
  {
    weight: 2,
    arbitrary: fc
      .subarray([...kindsByDoor], { minLength: 1, maxLength: 3 })
      .map((open) => new Set(kindsByDoor.filter((door) => !open.includes(door)).flat())),
  },
);

/** The draws of a whole run of at most this many commands, many runs being about as long. */
export function runOfDraws(commandsMax: number): fc.Arbitrary<RunDraws> {
  return fc.record({
    omitted,
    commands: fc.array(draws(), { maxLength: commandsMax, size: 'max' }),
  });
}
