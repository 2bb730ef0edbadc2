import { defects, type Hunt, hunt, type Property } from '#harness';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `defects`. */
export interface DefectsOptions extends ReportOptions {
  readonly seed: number;
  readonly timing?: boolean;
}

/** `defects`: every seeded defect, looked for by its property alone. */
export async function defectsCommand(terminal: Terminal, options: DefectsOptions): Promise<number> {
  const pairs = Object.entries(defects).flatMap(([property, seeded]) =>
    seeded.map((defect) => ({ property: property as Property, defect })),
  );
  const results: Result[] = [];
  for (const { property, defect } of pairs) {
    terminal.progress(`defects: ${results.length} of ${pairs.length}, now ${defect.name}`);
    const startedAt = terminal.now();
    const found = hunt(defect, property, options.seed);
    const timing = options.timing === true ? { ms: Math.round(terminal.now() - startedAt) } : {};
    results.push(resultOf(found, timing));
  }
  terminal.progressDone();
  return publish(terminal, { command: 'defects', what: 'defects', results }, options);
}

function resultOf({ defect, property, run, runs }: Hunt, timing: { ms?: number }): Result {
  const length = run?.trace.length ?? null;
  const ms = timing.ms === undefined ? '' : `, ${timing.ms} ms`;
  return {
    name: `defect/${defect.name}`,
    verdict: run === undefined ? 'violated' : 'holds',
    summary:
      run === undefined
        ? `not found by ${property} in ${runs} runs`
        : `found by ${property}, ${length} commands, run ${runs}${ms}`,
    details: [],
    json: {
      defect: defect.name,
      about: defect.about,
      ...(defect.bug === undefined ? {} : { bug: defect.bug }),
      property,
      found: run !== undefined,
      length,
      runs,
      ...timing,
    },
  };
}
