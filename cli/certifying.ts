import {
  alsoBroken,
  type Callers,
  type Certified,
  Certifying,
  certificateText,
  claimOf,
  scopeText,
  shellWord,
  type Target,
  type ToCertify,
  traceTable,
  writeCounterexample,
} from '#harness';
import type { Terminal } from './terminal.js';

/** So many states are searched from before anybody looks whether to go on. */
const SLICE = 16;

/** Looks for the shortest failing trace, and shows how far it is; Ctrl-C ends it where it is. */
export async function certified(terminal: Terminal, given: ToCertify): Promise<Certified> {
  const certifying = new Certifying(given);
  const interrupts = terminal.holdInterrupts();
  while (certifying.advance(SLICE)) {
    const { scope, provenTo, productStates } = certifying.certificate!;
    terminal.progress(
      `shrink: from ${given.run.trace.length} commands, ${provenTo} proven, now in scope ${scope}, ${productStates} of ${given.statesMax} product states`,
    );
    if (await interrupts.pressed()) break;
  }
  interrupts.release();
  terminal.progressDone();
  return certifying.end();
}

/** What a failing run is recorded with, and what is said of it. */
interface Written {
  readonly file: string;
  readonly lines: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** Writes a failing run with its certificate into the corpus. */
export async function recorded(
  { target, callers, corpus }: { target: Target; callers: Callers; corpus: string },
  { scope, run, certificate }: Certified,
): Promise<Written> {
  const failure = run.failure!;
  const steps = run.trace.length;
  const fields = { target: target.name, scope, callers, run, failure, certificate };
  // Without a certificate the target answers as it likes, also when it is asked again.
  const others = certificate && alsoBroken(target, { scope, callers, run });
  const file = await writeCounterexample(corpus, { ...fields, alsoBroken: others });
  const { property, reason } = failure;
  return {
    file,
    lines: [
      `${property} violated by ${target.name}, step ${steps} of ${steps}`,
      scopeText(scope),
      ...traceTable(run.trace, run.outcomes, failure, scope.topology),
      claimOf(property),
      `Replay   npx pasid-verify replay ${shellWord(file)}`,
      `Read     npx pasid-verify explain ${shellWord(file)}`,
      certificateText(certificate, steps),
    ],
    json: {
      property,
      reason,
      steps,
      scope: scope.name,
      counterexample: file,
      certificate: certificate ?? null,
    },
  };
}
