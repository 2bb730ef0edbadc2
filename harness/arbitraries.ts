import fc from 'fast-check';
import { FAULT_POINTS, type FaultPoint } from '#contract';
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

/** The kinds that a run does without, and the places where nothing fails in it. */
export type Omitted = ReadonlySet<ActionKind | FaultPoint>;

/** What a generated run carries. */
export interface RunDraws {
  /** Runs that never free, or that know one door only, go where evenly mixed ones do not. */
  readonly omitted: Omitted;
  readonly commands: readonly Draws[];
  /** What is done to a known sequence; absent: the run begins with none. */
  readonly edit?: Edit | undefined;
}

/** How a known sequence is changed: numbers that mean nothing until it is chosen. */
export interface Edit {
  readonly how: (typeof EDITS)[number];
  /** Chooses the sequence. */
  readonly entry: number;
  /** Chooses the place of the change. */
  readonly at: number;
  /** Chooses how much is changed, or to what. */
  readonly size: number;
}

const EDITS = ['extend', 'insert', 'delete', 'splice', 'retarget'] as const;

/** A run that does without nothing. */
export const NOTHING_OMITTED: Omitted = new Set();

const kinds = Object.keys(weights) as ActionKind[];

/** Nothing, any kinds, or all doors but a few. */
export const omitted: fc.Arbitrary<Omitted> = fc.oneof(
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

/** One in so many runs begins with a known sequence. */
const EDITED_ONE_IN = 4;

const edit: fc.Arbitrary<Edit> = fc.record({
  how: fc.constantFrom(...EDITS),
  entry: fc.nat({ max: 0x7fffffff }),
  at: fc.nat({ max: 0xffff }),
  size: fc.nat({ max: 0x7fffffff }),
});

/** Nothing, some places, or all of them: a failure ends what would have come to pass without it. */
export const faultless: fc.Arbitrary<readonly FaultPoint[]> = fc.oneof(
  fc.constant([]),
  fc.subarray([...FAULT_POINTS]),
  fc.constant(FAULT_POINTS),
);

/**
 * The draws of a run that may also do without failures, and begin with a known sequence. Without the
 * bias of fast-check towards small numbers, which here mean the first kinds and arguments of all.
 */
export function runOfVariedDraws(commandsMax: number): fc.Arbitrary<RunDraws> {
  const varied = fc.record({
    run: runOfDraws(commandsMax),
    faultless,
    edit: fc.oneof(
      { weight: EDITED_ONE_IN - 1, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: edit },
    ),
  });
  return fc.noBias(varied).map(({ run, faultless: places, edit: drawn }) => ({
    ...run,
    omitted: new Set([...run.omitted, ...places]),
    edit: drawn,
  }));
}
