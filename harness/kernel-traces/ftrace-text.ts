import { InputError, shellWord } from '../input-error.js';
import type { EventSource, TraceEvent } from './event-source.js';
import { type Place, parseObject, showLine } from './json-line.js';
import type { Line } from './line-reader.js';

type Json = Record<string, unknown>;

/** TASK-PID, perhaps (TGID), [CPU], perhaps flags, TIMESTAMP: EVENT: what the event prints. */
const EVENT =
  /^ *(?<task>.+-\d+) +(?:\( *[\d-]+\) +)?\[\d+\] +(?:\S+ +)?\d+\.\d+: (?<event>\w+): ?(?<text>.*)$/;
const LOST = /\[LOST \d+ EVENTS\]/;
const HEADER = '# {';

/** Whether a file that begins so is the text of ftrace: a comment, or an event. */
export const isFtrace = ({ text }: Line): boolean => text.startsWith('#') || EVENT.test(text);

/**
 * The text of ftrace as lines of a log: return probes on the functions that take something, entry
 * probes on those that give something back, and the tracepoints of the Intel IOMMU driver. What a call
 * tells the driver is printed before the call returns; it is held back until then, so that the log says
 * first what was done and then what came of it. What is held back when the log ends is not judged: the
 * call has not returned.
 */
export class FtraceText implements EventSource {
  readonly #file: string;
  /** By task: what its call has told the IOMMU driver so far. */
  readonly #held = new Map<string, TraceEvent[]>();
  #isBegun = false;
  /** Whether there are lines of the calls that tell the driver. */
  #isHolding = false;

  constructor(file: string) {
    this.#file = file;
  }

  take(line: Line): readonly TraceEvent[] {
    const place = { file: this.#file, line: line.number };
    if (!this.#isBegun) {
      this.#isBegun = true;
      const json = headerIn(line, place);
      this.#isHolding = !CAUSES.every((call) => isUnobserved(json, call));
      return [{ json, place }];
    }
    if (LOST.test(line.text)) throw lost(place, line.text);
    const found = EVENT.exec(line.text)?.groups;
    if (found === undefined) {
      if (line.text.startsWith('#') || line.text.trim() === '') return [];
      throw notAnEvent(place, line);
    }
    const { task, event, text } = found as { task: string; event: string; text: string };
    const isTag = event === 'cache_tag_assign' || event === 'cache_tag_unassign';
    const json = isTag ? tagOf(event, text, place) : callOf(event, text, place);
    if (json === undefined) return [];
    return isTag ? this.#tagged(task, { json, place }) : this.#called(task, { json, place });
  }

  /** What a call of this task assigned comes after the call. */
  #called(task: string, event: TraceEvent): readonly TraceEvent[] {
    const isTaking = String(event.json['call']) in TAKING;
    const held = isTaking ? (this.#held.get(task) ?? []) : [];
    if (isTaking) this.#held.delete(task);
    return [event, ...held];
  }

  #tagged(task: string, event: TraceEvent): readonly TraceEvent[] {
    const held = this.#held.get(task);
    if (!this.#isHolding) return [event];
    if (event.json['call'] === 'cache_tag_assign') {
      if (held === undefined) this.#held.set(task, [event]);
      else held.push(event);
      return [];
    }
    // A member that was told before another one refused is told to forget: nothing came of it.
    const at = held?.findIndex(({ json }) => sameTag(json, event.json)) ?? -1;
    if (at < 0) return [event];
    held!.splice(at, 1);
    return [];
  }
}

/** The calls in which the driver is told of a PASID. */
const CAUSES = ['iommu_attach_device_pasid', 'iommu_sva_bind_device'];

function isUnobserved(header: Json, call: string): boolean {
  const { calls } = (header['unobserved'] ?? {}) as { readonly calls?: unknown };
  return Array.isArray(calls) && calls.includes(call);
}

const sameTag = (one: Json, other: Json): boolean =>
  ['dev', 'pasid', 'did', 'type'].every((field) => one[field] === other[field]);

/** Line 1 is a comment that says what ftrace does not know. */
function headerIn({ text, ...line }: Line, place: Place): Json {
  if (text.startsWith(HEADER)) return parseObject({ ...line, text: text.slice(2) }, place);
  throw new InputError({
    ...place,
    expected: '\'# {"trace":"pasid-kernel-log", …}\', which says what devices there are, as line 1',
    seen: text,
    next: 'put that line before the text of ftrace, as harness/kernel-traces/LOGS.md describes',
  });
}

/** The functions whose effect is there when they return, with what their probe prints. */
const TAKING: Readonly<Record<string, (fields: Fields) => Json>> = {
  iommu_alloc_global_pasid: ({ dev, pasid }) => ({ dev, pasid: numberIn(pasid) }),
  iommu_attach_device_pasid: ({ dev, pasid, ret }) => ({
    dev,
    pasid: numberIn(pasid),
    ret: numberIn(ret),
  }),
  iommu_sva_bind_device: ({ dev, mm, handle, pasid }) => ({
    dev,
    mm: named('m', mm),
    ...boundTo(handle),
    pasid: numberIn(pasid),
  }),
};

/** The functions that give something back: it may be taken again as soon as they have begun. */
const GIVING: Readonly<Record<string, (fields: Fields) => Json>> = {
  iommu_free_global_pasid: ({ pasid }) => ({ pasid: numberIn(pasid) }),
  iommu_detach_device_pasid: ({ dev, pasid }) => ({ dev, pasid: numberIn(pasid) }),
  iommu_sva_unbind_device: ({ handle }) => ({ handle: named('h', handle) }),
  mm_pasid_drop: ({ mm }) => ({ mm: named('m', mm) }),
};

type Fields = Readonly<Record<string, string | undefined>>;

/** The call that a probe of ours printed; undefined for any other event. */
function callOf(event: string, text: string, place: Place): Json | undefined {
  const read = TAKING[event] ?? GIVING[event];
  if (read === undefined) return undefined;
  const fields: Record<string, string> = {};
  for (const [, field, quoted, bare] of text.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)) {
    fields[field!] = quoted ?? bare!;
  }
  if (Object.keys(fields).length === 0) throw unreadable(event, 'FIELD=VALUE', text, place);
  const known = Object.entries(read(fields)).filter(([, value]) => value !== undefined);
  return { call: event, ...Object.fromEntries(known) };
}

/** A pointer as a name. */
const named = (kind: string, pointer: string | undefined): string | undefined =>
  pointer && `${kind}${pointer.replace(/^0x/, '')}`;

const numberIn = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const ERRORS_MAX = 4095n;

/** A pointer, or the negative errno that stands in its place (`IS_ERR`). */
function boundTo(handle: string | undefined): Json {
  if (handle === undefined) return {};
  const value = BigInt.asIntN(64, BigInt(handle));
  return value < 0n && value >= -ERRORS_MAX
    ? { ret: Number(value) }
    : { ret: 0, handle: named('h', handle) };
}

const TAG =
  /^\S+\/(?<dev>\S+) type (?<type>\w+) did (?<did>\d+) pasid (?<pasid>\d+) ref (?<ref>\d+)$/;

/** What the IOMMU driver said of a device; undefined if it says no news of a PASID. */
function tagOf(event: string, text: string, place: Place): Json | undefined {
  const found = TAG.exec(text)?.groups;
  if (found === undefined) {
    throw unreadable(event, 'IOMMU/DEVICE type TYPE did N pasid N ref N', text, place);
  }
  const { dev, type, did, pasid, ref } = found;
  // PASID 0 is DMA without one; a second reference is another device behind the same IOMMU.
  if (pasid === '0' || Number(ref) > 1) return undefined;
  return { call: event, dev, type, did: Number(did), pasid: Number(pasid) };
}

function unreadable(event: string, expected: string, seen: string, place: Place): InputError {
  return new InputError({
    ...place,
    expected: `${event} to print ${expected}`,
    seen: seen === '' ? 'nothing' : seen,
    next: showLine(place),
  });
}

function notAnEvent(place: Place, { text }: Line): InputError {
  return new InputError({
    ...place,
    expected: 'an event of ftrace: TASK-PID [CPU] FLAGS SECONDS: EVENT: FIELDS',
    seen: text.length > 60 ? `${text.slice(0, 60)}…` : text,
    next: showLine(place),
  });
}

function lost(place: Place, seen: string): InputError {
  return new InputError({
    ...place,
    expected: 'a log without lost events',
    seen: seen.trim(),
    next: `head -n ${place.line - 1} ${shellWord(place.file)} > whole.ftrace, or log again with a greater buffer_size_kb`,
  });
}
