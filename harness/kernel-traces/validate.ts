import { eventSource } from './event-source.js';
import { fileSize, readLines } from './line-reader.js';
import { bothSides, type Sides } from './sides.js';
import { TraceRun } from './trace-run.js';
import type { TraceVerdict } from './verdict.js';

/** How far a long file is read. `totalBytes` is 0 for a pipe, whose size nobody knows. */
export interface TraceProgress {
  readonly lines: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

const PROGRESS_LINES = 10_000; // A fraction of a second: often enough to see that it moves.

/**
 * Replays a recorded kernel trace through the model and the implementation, line by line, and
 * stops at the first line that one of them does not allow. A log of a running kernel, in which calls and
 * fields may be missing, as NDJSON or as the text of ftrace, is held against the model alone.
 *
 * A recording must end with a snapshot. Recordings do, so one that does not was cut off, and the
 * effect of its last calls was never compared; it is an InputError, as all malformed input is,
 * and the message tells how to keep the part that is whole. A disagreement before the cut is still
 * found first.
 */
export async function validateTrace(
  file: string,
  onProgress?: (progress: TraceProgress) => void,
  sides: Sides = bothSides,
): Promise<TraceVerdict> {
  const totalBytes = await fileSize(file);
  const trace = new TraceRun(file, sides);
  const source = eventSource(file);
  for await (const line of readLines(file)) {
    for (const event of source.take(line)) {
      const rejected = trace.next(event);
      if (rejected !== undefined) return rejected;
    }
    if (line.number % PROGRESS_LINES === 0) {
      onProgress?.({ lines: line.number, bytes: line.bytes, totalBytes });
    }
  }
  return trace.end();
}
