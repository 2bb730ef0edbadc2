import { FtraceText } from './ftrace-text.js';
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
  /** What was held back until it was known what comes after it. */
  end(): readonly TraceEvent[];
}

/** The source for a file, by its first character: JSON, or the text of ftrace, which begins with comments. */
export function eventSource(file: string): EventSource {
  let source: EventSource | undefined;
  return {
    take(line) {
      source ??= line.text.startsWith('#') ? new FtraceText(file) : jsonLines(file);
      return source.take(line);
    },
    end: () => source?.end() ?? [],
  };
}

function jsonLines(file: string): EventSource {
  return {
    take(line) {
      const place = { file, line: line.number };
      return [{ json: parseObject(line, place), place }];
    },
    end: () => [],
  };
}
