import {
  BUILD_COMMAND,
  certificateText,
  type EditFound,
  huntEdit,
  isNotBuilt,
  type KernelEdit,
  kernelEdits,
} from '#harness';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** A kernel target whose source can be edited. */
export type EditedTarget = keyof typeof kernelEdits;

/** What `defects --target` is told. */
interface EditsOptions extends ReportOptions {
  readonly seed: number;
  readonly states: number;
}

/**
 * `defects --target NAME`: every edit of a kernel's source, looked for with random calls and then for
 * its shortest trace. JSON: each of `defects` has `takesBack` if it takes a real fix back, and the
 * `certificate` of its `length`.
 */
export async function kernelEditsCommand(
  terminal: Terminal,
  name: EditedTarget,
  options: EditsOptions,
): Promise<number> {
  const edits: readonly KernelEdit[] = kernelEdits[name];
  const results: Result[] = [];
  for (const edit of edits) {
    terminal.progress(`defects: ${results.length} of ${edits.length}, now ${edit.name}`);
    results.push(resultOf(`${name}/${edit.name}`, edit, options));
  }
  terminal.progressDone();
  return publish(terminal, { command: 'defects', what: 'defects', results }, options);
}

function resultOf(name: string, edit: KernelEdit, { seed, states }: EditsOptions): Result {
  if (isNotBuilt(name)) {
    const summary = `not built on this machine. Next: ${BUILD_COMMAND}`;
    return { name, verdict: 'skipped', summary, details: [], json: { ...edit } };
  }
  const found = huntEdit(name, { seed, statesMax: states });
  if (found === undefined) {
    const summary = `not found: ${edit.about}`;
    return { name, verdict: 'violated', summary, details: [], json: { ...edit, found: false } };
  }
  return foundResult(name, edit, found);
}

function foundResult(name: string, edit: KernelEdit, found: EditFound): Result {
  const { property, length, lines, certificate } = found;
  const origin = edit.takesBack === undefined ? 'seeded' : `takes back ${edit.takesBack}`;
  return {
    name,
    // A fault that is noticed, but of which nothing is proven, leaves open how soon.
    verdict: certificate?.complete === true ? 'holds' : 'undecided',
    summary: `found by ${property}, ${length} commands; ${origin}`,
    details: [`  ${edit.about}`, ...lines, certificateText(certificate, length)],
    json: { ...edit, found: true, property, length, certificate: certificate ?? null },
  };
}
