import { InputError, shellWord, shown } from '../input-error.js';
import type { TraceEvent } from './event-source.js';
import { families } from './families.js';
import { headerOf } from './header.js';
import { type Place, showLine } from './json-line.js';
import { LogReplay } from './log-replay.js';
import type { Header, Replay } from './replay.js';
import { partOf, shaped, whole } from './shape.js';
import type { Sides } from './sides.js';
import type { Accepted, Difference, Rejected } from './verdict.js';

type Json = Record<string, unknown>;

const numbered = partOf({ n: whole });

/** The replay of one trace: the order of its lines is judged here, their content by the family. */
export class TraceRun {
  readonly #file: string;
  readonly #sides: Sides;
  #begun: { readonly header: Header; readonly replay: Replay } | undefined;
  #lines = 0;
  /** Calls and faults together: what `n` counts. */
  #events = 0;
  #calls = 0;
  #snapshots = 0;
  /** The line of the last snapshot: up to there the trace is whole. */
  #wholeUpTo = 0;
  #afterFault = false;

  constructor(file: string, sides: Sides) {
    this.#file = file;
    this.#sides = sides;
  }

  /** Takes what the next line says; answers only when a side does not allow it. */
  next({ json, place }: TraceEvent): Rejected | undefined {
    this.#lines = place.line;
    if (this.#begun === undefined) {
      const header = headerOf(json, place);
      const replay = isLog(header)
        ? new LogReplay(header, place)
        : families[header.family]!(header, this.#sides, place);
      this.#begun = { header, replay };
      return undefined;
    }
    const { header, replay } = this.#begun;
    const found = this.#judged(json, replay, place);
    if (found.length === 0) return undefined;
    return {
      kind: 'rejected',
      ...place,
      family: header.family,
      n: this.#events,
      call: described(json, found),
      differences: found,
      ...(replay.frontier === undefined ? {} : { frontier: replay.frontier() }),
    };
  }

  /** The end of the file: a trace whose every line was allowed, if it is complete. */
  end(): Accepted {
    const { header, replay } = this.#begun!;
    // Where a log ends is where somebody stopped to write it.
    if (isLog(header) ? this.#events === 0 : this.#wholeUpTo !== this.#lines) {
      throw new InputError({
        file: this.#file,
        line: this.#lines,
        expected: isLog(header) ? 'a call' : `a snapshot with n ${this.#events} as the last line`,
        seen: this.#events === 0 ? 'a header and no events' : `the end after ${this.#lastEvent()}`,
        next: this.#keepWhole(),
      });
    }
    return {
      kind: 'accepted',
      file: this.#file,
      family: header.family,
      sides: replay.sides,
      calls: this.#calls,
      snapshots: this.#snapshots,
      lines: this.#lines,
    };
  }

  /** What a side does not allow; a side that throws allows nothing. */
  #judged(json: Json, replay: Replay, place: Place): readonly Difference[] {
    try {
      return this.#event(json, replay, place);
    } catch (error) {
      if (error instanceof InputError || !replay.sides.includes('implementation')) throw error;
      const threw = `threw ${String(error)}`;
      // The model's steps are total, so it is the other side that could not answer.
      const sides = { model: null, implementation: threw, record: null };
      return [{ field: 'exception', ...sides, disagree: ['implementation'] }];
    }
  }

  #event(json: Json, replay: Replay, place: Place): readonly Difference[] {
    const isSnapshot = 'state' in json;
    // A log has no numbers: nobody knows how much is missing.
    if (!isLog(this.#begun!.header)) {
      requireNumber(json, isSnapshot ? this.#events : this.#events + 1, place);
    }
    if (isSnapshot) return this.#snapshot(json, replay, place);
    this.#events += 1;
    this.#afterFault = 'inject' in json;
    if (this.#afterFault) {
      replay.fault(json, place);
      return [];
    }
    this.#calls += 1;
    return replay.call(json, place);
  }

  #snapshot(json: Json, replay: Replay, place: Place): readonly Difference[] {
    if (this.#afterFault) {
      throw new InputError({
        ...place,
        expected: `the call that runs into ${this.#lastEvent()}`,
        seen: 'a snapshot',
        next: showLine(place),
      });
    }
    const found = replay.snapshot(json, place);
    this.#snapshots += 1;
    this.#wholeUpTo = place.line;
    return found;
  }

  #lastEvent(): string {
    return `${this.#afterFault ? 'fault' : 'call'} ${this.#events}`;
  }

  #keepWhole(): string {
    return this.#wholeUpTo === 0
      ? 'record or copy the trace again'
      : `head -n ${this.#wholeUpTo} ${shellWord(this.#file)} > whole.ndjson`;
  }
}

const isLog = ({ unobserved }: Header): boolean => unobserved !== undefined;

/** Calls and faults count up by one; a snapshot has the number of the event before it. */
function requireNumber(json: Json, expected: number, place: Place): void {
  if (json['n'] === expected) return;
  const { n } = shaped(numbered, json, place);
  const because = 'state' in json ? 'that of the call before the snapshot' : 'the next number';
  throw new InputError({
    ...place,
    expected: `field 'n' to be ${expected}, ${because}`,
    seen: shown(n),
    next: showLine(place),
  });
}

/** The line as recorded, but for the fields that are told as differences. */
function described(json: Json, found: readonly Difference[]): string {
  if ('state' in json) return 'snapshot';
  const told = new Set(['n', 'call', ...found.map(({ field }) => field)]);
  const others = Object.entries(json).filter(([field]) => !told.has(field));
  return [json['call'], ...others.map(([field, value]) => `${field}=${shown(value)}`)].join(' ');
}
