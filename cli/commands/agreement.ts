import { isDeepStrictEqual } from 'node:util';
import { BUILD_COMMAND, InputError, isNotBuilt, KERNEL_TARGETS } from '#harness';
import { compared } from '../agreement/compared.js';
import { type Agreement, readAgreements, writeAgreements } from '../agreement/kept.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `agreement`. */
export interface AgreementOptions extends ReportOptions {
  readonly record?: boolean;
}

/**
 * `agreement`: every target that is kernel code beside its model, recordings and scopes; `--record` keeps
 * the counts for the book, else they are compared with those that are kept.
 */
export async function agreementCommand(
  terminal: Terminal,
  { record, ...options }: AgreementOptions,
): Promise<number> {
  const missing = KERNEL_TARGETS.filter(isNotBuilt);
  if (missing.length > 0) {
    throw new InputError({
      file: missing.join(', '),
      expected: 'modules that are compiled from the kernel’s source on this machine',
      seen: 'none',
      next: BUILD_COMMAND,
    });
  }
  const results: Result[] = [];
  const rows: Agreement[] = [];
  for (const target of KERNEL_TARGETS) {
    const found = await compared(terminal, target);
    results.push(...found.results);
    if (found.agreement !== undefined) rows.push(found.agreement);
  }
  if (record !== true) results.push(...KERNEL_TARGETS.map((target) => freshness(target, rows)));
  else if (rows.length === KERNEL_TARGETS.length) await writeAgreements(rows);
  return publish(terminal, { command: 'agreement', what: 'results', results }, options);
}

/** Whether the counts of a target are those that the book has. */
function freshness(target: string, rows: readonly Agreement[]): Result {
  const rowIn = (all: readonly Agreement[]) => all.find((row) => row.target === target);
  const isFresh = isDeepStrictEqual(rowIn(readAgreements()), rowIn(rows));
  return {
    name: `kept ${target}`,
    verdict: isFresh ? 'holds' : 'violated',
    summary: isFresh
      ? 'as docs/agreement.json has it'
      : 'otherwise than in docs/agreement.json. Next: npx pasid-verify agreement --record',
    details: [],
    json: { isFresh },
  };
}
