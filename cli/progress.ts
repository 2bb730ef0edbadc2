import type { Seen, UnitResult } from '#harness';
import type { Terminal } from './terminal.js';

/** How far a stretch of fuzzing has come, and whether more is due: by runs if they are counted, else by time. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #bounds: Bounds;
  readonly #startedAt: number;
  readonly #witnesses: Set<string>;
  #runsBegun = 0;
  #runs = 0;
  #steps = 0;

  constructor(terminal: Terminal, bounds: Bounds, startedAt: number) {
    this.#terminal = terminal;
    this.#bounds = bounds;
    this.#startedAt = startedAt;
    this.#witnesses = new Set(bounds.before?.witnesses);
  }

  get runsBegun(): number {
    return this.#runsBegun;
  }

  /** Whether another unit is due; one always is. Draws the progress line on the way. */
  get isMoreDue(): boolean {
    const { runs, budget } = this.#bounds;
    const seconds = (this.#terminal.now() - this.#startedAt) / 1000;
    const rate = seconds > 0 ? Math.round(this.#steps / seconds) : 0;
    const left =
      runs === undefined
        ? `${Math.max(0, Math.ceil(budget - seconds))} s left`
        : `${runs - this.#runs} runs left`;
    this.#terminal.progress(
      `fuzz: ${this.#runs} runs, ${this.#steps} steps, ${rate} steps/s, witnesses ${this.#witnesses.size}, ${left}`,
    );
    if (runs !== undefined) return this.#runsBegun < runs;
    return seconds < budget || this.#runsBegun === 0;
  }

  /** Notes that a unit of so many runs was begun. */
  begin(runs: number): void {
    this.#runsBegun += runs;
  }

  /** Notes what a unit came to. */
  end({ runs, steps, seen }: UnitResult): void {
    this.#runs += runs;
    this.#steps += steps;
    for (const witness of seen.witnesses) this.#witnesses.add(witness);
  }
}

/** What ends a stretch of fuzzing, and what was reached before it. */
interface Bounds {
  readonly runs: number | undefined;
  /** Seconds. */
  readonly budget: number;
  readonly before?: Seen;
}
