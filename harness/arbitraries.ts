import fc from 'fast-check';

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
}

/** The draws of one command; smaller numbers choose earlier kinds, earlier values, no fault. */
export function draws(): fc.Arbitrary<Draws> {
  return fc.record({
    kind: fc.nat({ max: 0xffff }),
    args: fc.nat({ max: 0x7fffffff }),
    fault: fc.nat({ max: 0xffff }),
  });
}

/** What a generated run carries. */
export interface RunDraws {
  /**
   * The kinds that this run does without, bit n for the nth action. Runs that never free or never
   * bind go where evenly mixed ones do not.
   */
  readonly omitted: number;
  readonly commands: readonly Draws[];
}

/** The draws of a whole run of at most this many commands, many runs being about as long. */
export function runOfDraws(commandsMax: number): fc.Arbitrary<RunDraws> {
  return fc.record({
    omitted: fc.oneof(fc.constant(0), fc.nat({ max: 2 ** 30 })),
    commands: fc.array(draws(), { maxLength: commandsMax, size: 'max' }),
  });
}
