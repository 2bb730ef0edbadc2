import type { HandleId } from '#contract';
import { initialState } from '#model';
import { InputError } from '../input-error.js';
import { stateDifferences } from './fields.js';
import { modelMachine } from './iommu-model.js';
import { MmNames } from './iommu-names.js';
import { type IommuScope, iommuScopeOf } from './iommu-scope.js';
import { iommuSnapshotSchema } from './iommu-snapshot.js';
import { heldFields, recordedFields } from './iommu-state.js';
import { type Place, refuseReservedKeys, showLine } from './json-line.js';
import { type Candidate, handleNames, keyOf, type LogNames } from './log-candidate.js';
import { begun, exited, explained } from './log-explain.js';
import { enabledIn, nearestDifferences, refusalsOf } from './log-frontier.js';
import {
  BEGINNINGS,
  CALLS,
  isCall,
  type LogLine,
  logLineReader,
  type TagLine,
} from './log-lines.js';
import { granted } from './log-steps.js';
import type { Header, Replay, Unobserved } from './replay.js';
import { misplaced, shaped } from './shape.js';
import type { Difference, Frontier } from './verdict.js';

/** So many states are kept at most: with more of them the lines decide hardly anything. */
const CANDIDATES_MAX = 2_000;

/**
 * Validates a log of a running kernel: of what happened some calls are missing, and of the calls some
 * fields. All states of the model are kept that explain the lines so far; a line that none of them
 * explains, whatever may have come before it, refutes the log.
 */
export class LogReplay implements Replay {
  readonly sides = ['model'] as const;
  readonly #names: LogNames;
  readonly #read: (line: unknown, place: Place) => LogLine;
  readonly #snapshots: ReturnType<typeof iommuSnapshotSchema>;
  readonly #unobserved: Unobserved;
  /** What was said to be under a PASID of a device, by the kind of its cache. */
  readonly #tags = new Map<string, number>();
  /** The address spaces that have a number. */
  readonly #mms = new Set<string>();
  /** Whether there are lines of the IOMMU driver. */
  #isDriverSeen = false;
  #candidates: readonly Candidate[];
  /** The last line that was explained. */
  #explained: number;
  #refused: LogLine | undefined;

  constructor(header: Header, place: Place) {
    const scope = small(iommuScopeOf(header.scope, place));
    this.#names = { scope, mms: new MmNames() };
    this.#read = logLineReader(scope);
    this.#snapshots = iommuSnapshotSchema(scope);
    this.#unobserved = header.unobserved!;
    const handles: ReadonlyMap<string, HandleId> = new Map();
    this.#candidates = [{ state: initialState(scope.topology), handles }];
    this.#explained = place.line;
  }

  fault(_fault: Record<string, unknown>, place: Place): void {
    const expected = 'a call or a snapshot: a log does not know which failures a call ran into';
    throw new InputError({ ...place, expected, seen: "'inject'", next: showLine(place) });
  }

  call(json: Record<string, unknown>, place: Place): readonly Difference[] {
    const line = this.#read(json, place);
    if (line.call === 'mm_pasid_drop' && !this.#mms.has(line.mm)) return [];
    this.#number(line, place);
    const contradiction = isTag(line) ? this.#retagged(line) : undefined;
    const before = this.#closed(line, place);
    const after = contradiction
      ? []
      : before.flatMap((each) => explained(line, each, this.#names, this.#unobserved));
    if (after.length === 0) {
      this.#refused = line;
      return contradiction
        ? [contradiction]
        : nearestDifferences(line, before, this.#names, this.#unobserved);
    }
    this.#go(after, place);
    return [];
  }

  snapshot(json: Record<string, unknown>, place: Place): readonly Difference[] {
    refuseReservedKeys(json, place);
    const { state } = shaped(this.#snapshots, { n: 0, ...json }, place);
    this.#begin(Object.keys(state.mms), place);
    const record = recordedFields(state);
    const differing = this.#closed(undefined, place).map((candidate) => ({
      candidate,
      found: stateDifferences(record, this.#held(candidate)),
    }));
    const same = differing.filter(({ found }) => found.length === 0);
    if (same.length > 0) {
      this.#go(
        same.map(({ candidate }) => candidate),
        place,
      );
      return [];
    }
    return differing.reduce((one, other) => (other.found.length < one.found.length ? other : one))
      .found;
  }

  frontier(): Frontier {
    const { between } = this.#unobserved;
    const candidates = this.#candidates;
    return {
      line: this.#explained,
      candidates: candidates.length,
      between,
      enabled: enabledIn(candidates, this.#names),
      refusals: this.#refused
        ? refusalsOf(this.#refused, candidates, this.#names, this.#unobserved)
        : [],
    };
  }

  #held({ state, handles }: Candidate) {
    const names = { ...this.#names, handles: handleNames(handles) };
    return heldFields(modelMachine(this.#names.scope.topology, state).sight(), names);
  }

  /** Gives a number to each address space that a line names first. */
  #number(line: LogLine, place: Place): void {
    for (const field of ['mm', 'child']) {
      const name = Reflect.get(line, field) as unknown;
      if (typeof name !== 'string' || this.#mms.has(name)) continue;
      const { scope, mms } = this.#names;
      mms.take(name);
      this.#mms.add(name);
      const most = scope.topology.mms;
      if (mms.numberOf(name) < most) continue;
      throw misplaced(field, `one of at most ${most} at once (scope.maxLiveMms)`, name, place);
    }
  }

  /** Where nobody sees address spaces begin, those that a snapshot is the first to name have begun. */
  #begin(mms: readonly string[], place: Place): void {
    if (!BEGINNINGS.some((each) => this.#unobserved.calls.includes(each))) return;
    for (const mm of mms) {
      this.#number({ call: 'mm_init', mm }, place);
      this.#candidates = this.#candidates.map((each) => begun(mm, each, this.#names));
    }
  }

  /** The candidates and all states that unobserved steps lead to from them. */
  #closed(line: LogLine | undefined, place: Place): readonly Candidate[] {
    const { calls, between } = this.#unobserved;
    const tag = line !== undefined && isTag(line) ? line : undefined;
    this.#isDriverSeen ||= tag !== undefined;
    const isDropSeen = !calls.includes('mm_pasid_drop');
    // An exit changes nothing that another line tells of, until its own address space is named: so it
    // is as good as later. Where it can free an id unseen, it is a step like any other.
    const kinds = CALLS.filter(
      (kind) => calls.includes(kind) && !isBeginning(kind) && !(kind === 'exit' && isDropSeen),
    );
    const mayExit = calls.includes('exit') && isDropSeen;
    let frontier = mayExit && line !== undefined ? this.#left(line) : this.#candidates;
    if (kinds.length === 0 || between === 0) return frontier;
    const all = new Map(frontier.map((candidate) => [keyOf(candidate), candidate]));
    for (let steps = 0; steps < between && frontier.length > 0; steps += 1) {
      const next: Candidate[] = [];
      for (const candidate of frontier) {
        for (const { after } of granted(kinds, candidate, this.#names, tag?.pasid)) {
          const key = keyOf(after);
          if (all.has(key) || !this.#mayBeUnseen(tag, candidate, after)) continue;
          all.set(key, after);
          next.push(after);
          if (all.size > CANDIDATES_MAX) throw tooMany(place, this.#unobserved);
        }
      }
      frontier = next;
    }
    return [...all.values()];
  }

  /** Where the IOMMU driver says what it is told, nothing is told but what the next line says. */
  #mayBeUnseen(tag: TagLine | undefined, before: Candidate, after: Candidate): boolean {
    return !this.#isDriverSeen || sameBut(tag?.pasid, before.state.hardware, after.state.hardware);
  }

  /** The candidates, and what they are if the process behind the line's handle has left before. */
  #left(line: LogLine): readonly Candidate[] {
    if (line.call !== 'iommu_sva_unbind_device') return this.#candidates;
    const handle = String(line['handle']);
    return this.#candidates.flatMap((candidate) => {
      const bond = candidate.state.svaHandles[candidate.handles.get(handle) ?? 0];
      const mm = bond && this.#names.mms.nameOf(bond.mm);
      const without = mm === undefined ? undefined : exited(mm, candidate, this.#names);
      return without === undefined ? [candidate] : [candidate, without];
    });
  }

  #go(after: readonly Candidate[], place: Place): void {
    const distinct =
      after.length === 1 ? after : [...new Map(after.map((each) => [keyOf(each), each])).values()];
    if (distinct.length > CANDIDATES_MAX) throw tooMany(place, this.#unobserved);
    this.#candidates = distinct;
    this.#explained = place.line;
    for (const name of this.#mms) {
      const number = this.#names.mms.numberOf(name);
      const isGone = distinct.every(({ state }) => state.mms[number]!.phase === 'absent');
      if (!isGone) continue;
      this.#names.mms.release(name);
      this.#mms.delete(name);
    }
  }

  /** Where a line contradicts what the IOMMU driver said before, whatever the machine is. */
  #retagged({ call, dev, pasid, did, type }: TagLine): Difference | undefined {
    const place = `${dev} ${pasid} ${type}`;
    const known = this.#tags.get(place);
    const field = `hw.${this.#names.scope.deviceNames[dev]}.${pasid}`;
    const isAssigned = call === 'cache_tag_assign';
    const told = known === undefined ? null : `did ${known}`;
    if (isAssigned ? known === undefined : known === did) {
      if (isAssigned) this.#tags.set(place, did);
      else this.#tags.delete(place);
      return undefined;
    }
    return { field, model: told, record: `did ${did}`, disagree: ['model'] };
  }
}

/**
 * A machine with no more entities than the header allows at once, whether a process uses them or only
 * a bond: states are kept by the dozen, and each is as large as what could be in it.
 */
function small(scope: IommuScope): IommuScope {
  const { maxLiveMms: mms, topology } = scope;
  // One bond for each address space and group.
  const svaHandles = Math.min(topology.svaHandles, mms * topology.groups.length);
  return { ...scope, topology: { ...topology, mms, processes: mms, svaHandles } };
}

const isBeginning = (kind: (typeof CALLS)[number]): boolean =>
  BEGINNINGS.some((each) => each === kind);

const isTag = (line: LogLine): line is TagLine => !isCall(line) && line.call !== 'mm_pasid_drop';

type Hardware = Candidate['state']['hardware'];

/** Whether devices were told the same, but for one PASID. */
function sameBut(pasid: number | undefined, before: Hardware, after: Hardware): boolean {
  return before.every((entries, device) => {
    const now = after[device]!;
    const told = new Set([...Object.keys(entries), ...Object.keys(now)].map(Number));
    return [...told].every((each) => each === pasid || entries[each] === now[each]);
  });
}

function tooMany(place: Place, { calls }: Unobserved): InputError {
  return new InputError({
    ...place,
    expected: `at most ${CANDIDATES_MAX} states that explain the lines up to here`,
    seen: 'more',
    next: `log one of ${calls.join(', ')}, or lower unobserved.between in line 1`,
  });
}
