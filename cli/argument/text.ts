import { type Breach, type CellResult, type FlipResult, LETTERS } from '#harness';

/** The answer of a cell in a few words: how far it was searched, or how short the trace is. */
export function verdictText({ verdict, states, trace }: CellResult): string {
  const steps = trace === undefined ? undefined : stepsText(trace.length);
  switch (verdict) {
    case 'holds':
      return steps === undefined ? `holds in ${states} states` : `holds, shown in ${steps}`;
    case 'refuted':
      return steps === undefined ? `refuted in ${states} states` : `refuted in ${steps}`;
    case 'not applicable':
    case 'undecided':
      return verdict;
  }
}

const stepsText = (steps: number): string => (steps === 1 ? '1 step' : `${steps} steps`);

/** The row of a claim: for each design, its answers in short. */
export function rowOf(results: readonly CellResult[]): readonly string[] {
  return LETTERS.map((design) =>
    results
      .filter((result) => result.design === design)
      .map(shortText)
      .join(', '),
  );
}

/** `+57` holds in 57 states, `+2!` is shown by 2 steps, `-4` is refuted in 4 steps. */
function shortText({ verdict, states, trace }: CellResult): string {
  switch (verdict) {
    case 'holds':
      return trace === undefined ? `holds ${states}` : `shown ${trace.length}`;
    case 'refuted':
      return trace === undefined ? `never ${states}` : `refuted ${trace.length}`;
    case 'not applicable':
      return 'n/a';
    case 'undecided':
      return verdict;
  }
}

/** How a flipped switch breaks a property, and where. */
export function breachText({ stage, trace, isRun }: Breach): string {
  const steps = stepsText(trace.length);
  return isRun === true ? `by a run of ${steps} (${stage})` : `in ${steps} (${stage})`;
}

/** What a flipped switch breaks, shortest traces first. */
export function brokenBy({ cells }: FlipResult): readonly string[] {
  return cells
    .flatMap(({ property, broken }) => (broken === undefined ? [] : [{ property, broken }]))
    .sort((one, other) => one.broken.trace.length - other.broken.trace.length)
    .map(({ property, broken }) => `${property} ${breachText(broken)}`);
}
