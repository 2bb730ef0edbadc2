import {
  bothSides,
  formatVerdict,
  InputError,
  type RecordedTarget,
  type TraceProgress,
  type TraceVerdict,
  validateTrace,
} from '#harness';
import { EXIT, publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `trace`. */
export interface TraceOptions extends ReportOptions {
  readonly target: RecordedTarget;
}

/** `trace FILE...`: replays recordings of real kernel code through the model and a target. */
export async function traceCommand(
  terminal: Terminal,
  files: readonly string[],
  options: TraceOptions,
): Promise<number> {
  const results: Result[] = [];
  const malformed: InputError[] = [];
  for (const file of files) {
    try {
      results.push(resultOf(await validated(terminal, file, options.target)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      malformed.push(error);
    }
  }
  terminal.progressDone();
  // A file that cannot be judged leaves the whole answer open: no report is printed or written.
  for (const { message } of malformed) terminal.error(`pasid-verify: ${message}`);
  if (malformed.length > 0) return EXIT.usage;
  return publish(terminal, { command: 'trace', what: 'files', results }, options);
}

/** One recording, with progress by bytes. */
export function validated(
  terminal: Terminal,
  file: string,
  { side }: RecordedTarget,
): Promise<TraceVerdict> {
  const progress = ({ lines, bytes, totalBytes }: TraceProgress): void => {
    const percent = totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100);
    terminal.progress(`trace: ${file}, ${lines} lines, ${percent} %`);
  };
  return validateTrace(file, progress, { ...bothSides, implementation: side });
}

function resultOf(verdict: TraceVerdict): Result {
  const { kind, ...json } = verdict;
  const accepted = kind === 'accepted';
  const [first, ...rest] = formatVerdict(verdict).split('\n');
  return {
    name: verdict.file,
    verdict: accepted ? 'holds' : 'violated',
    summary: `${accepted ? '' : `line ${verdict.line}, `}${first!.replace(/^.*?: /, '')}`,
    details: rest,
    json: { accepted, ...json },
  };
}
