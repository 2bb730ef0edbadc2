import { FtraceText, isFtrace } from './ftrace-text.js';
import { type Place, parseObject } from './json-line.js';
import type { Line } from './line-reader.js';

/** What one line says, as an object of the format of recordings and logs. */
export interface TraceEvent {
  readonly json: Record<string, unknown>;
  readonly place: Place;
}

/** Turns the lines of a file into events, in the order in which they are to be judged. */
export interface EventSource {
  take(line: Line): readonly TraceEvent[];
}

/** The source for a file, by its first line: JSON, or the text of ftrace. */
export function eventSource(file: string): EventSource {
  let source: EventSource | undefined;
  return {
    take(line) {
      source ??= isFtrace(line) ? new FtraceText(file) : jsonLines(file);
      return source.take(line);
    },
  };
}

function jsonLines(file: string): EventSource {
  return {
    take(line) {
      const place = { file, line: line.number };
      return [{ json: parseObject(line, place), place }];
    },
  };
}
