import {
  ERRNO,
  type Errno,
  FAULT_POINTS,
  type HandleId,
  handleId,
  type MmId,
  NO_HANDLE,
} from '#contract';
import { copyState, type State } from '#model';
import { ANSWERS, type IommuCall } from './iommu-lines.js';
import type { TargetedFault } from './iommu-machine.js';
import { modelMachine } from './iommu-model.js';
import type { Handles, MmNames } from './iommu-names.js';
import type { IommuScope } from './iommu-scope.js';
import { answerOf, type IommuAnswer } from './iommu-side.js';
import type { LogCall } from './log-lines.js';
import type { Observed } from './verdict.js';

/** A state in which the machine may be, with the handles that the log has named so far. */
export interface Candidate {
  readonly state: State;
  readonly handles: ReadonlyMap<string, HandleId>;
}

/** What every candidate of a log shares. */
export interface LogNames {
  readonly scope: IommuScope;
  readonly mms: MmNames;
}

/** What a candidate makes of a call. */
export interface Made {
  readonly answer: IommuAnswer;
  readonly after: Candidate;
}

/** Why a call means nothing in a candidate; undefined if it means something. */
export function meaningless(
  call: IommuCall,
  { state, handles }: Candidate,
  { scope, mms }: LogNames,
): string | undefined {
  const isUsed = (mm: string): boolean => state.processes[mms.numberOf(mm)]!.phase === 'running';
  const isAbsent = (mm: string): boolean => state.mms[mms.numberOf(mm)]!.phase === 'absent';
  switch (call.call) {
    case 'mm_init':
      return isAbsent(call.mm) ? undefined : `${call.mm} is there already`;
    case 'fork':
      if (!isAbsent(call.child)) return `${call.child} is there already`;
      return isUsed(call.mm) ? undefined : `no process uses ${call.mm}`;
    case 'exit':
    case 'iommu_sva_bind_device':
      return isUsed(call.mm) ? undefined : `no process uses ${call.mm}`;
    case 'iommu_sva_unbind_device':
    case 'iommu_sva_get_pasid': {
      const number = numberIn(handles, call.handle);
      return number in state.svaHandles ? undefined : `there is no handle ${call.handle}`;
    }
    case 'group_default_domain_ready':
      return state.groups[call.group]!.hasDefaultDomain
        ? `${scope.groupNames[call.group]} has its default domain`
        : undefined;
    default:
      return undefined;
  }
}

/** Makes a call that means something, in a copy of the candidate. */
export function made(
  call: IommuCall,
  before: Candidate,
  { scope, mms }: LogNames,
  faults: readonly TargetedFault[] = [],
): Made {
  const state = copyState(before.state);
  const handles = new LoggedHandles({
    handles: before.handles,
    svaHandles: before.state.svaHandles,
  });
  const machine = modelMachine(scope.topology, state);
  const answer = answerOf(machine, call, faults, { scope, mms, handles });
  return { answer, after: { state, handles: handles.named(state) } };
}

/** The candidate after a call whose answer is what was logged of it; undefined if it is not. */
export function agreeing(line: LogCall, { answer, after }: Made): Candidate | undefined {
  if (answer.unmet !== undefined) return undefined;
  let { handles } = after;
  for (const field of ANSWERS[line.call]) {
    const logged = line[field];
    if (logged === undefined) continue;
    const own = answer[field] ?? null;
    if (own === logged) continue;
    // The log is the first to name a handle that it has not seen being made.
    const isNew = field === 'handle' && typeof own === 'string' && own.startsWith(UNNAMED);
    if (!isNew || typeof logged !== 'string' || handles.has(logged)) return undefined;
    handles = new Map([...handles, [logged, numberIn(handles, own)]]);
  }
  return { state: after.state, handles };
}

/** The single failures that would make a call answer as logged, where it answered that it failed. */
export function faultsFor(line: LogCall): readonly TargetedFault[] {
  const ret = line['ret'] ?? (line['pasid'] === PASID_INVALID ? -ERRNO.ENOMEM : undefined);
  const errno = Object.entries(ERRNO).find(([, number]) => -number === ret)?.[0];
  if (errno === undefined) return [];
  return FAULT_POINTS.map((at) => ({ at, errno: errno as Errno }));
}

/** The answer of an allocation that fails for any reason: IOMMU_PASID_INVALID. */
export const PASID_INVALID = 4_294_967_295;
const UNNAMED = '?';

/** The number of a handle by its name in the log, or by the one that stands for a missing name. */
function numberIn(handles: ReadonlyMap<string, HandleId>, name: string): HandleId {
  if (name.startsWith(UNNAMED)) return handleId(Number(name.slice(UNNAMED.length)));
  return handles.get(name) ?? NO_HANDLE;
}

/** Every live handle by its name, those without one by what stands for it. */
export function handlesOf({ state, handles }: Candidate): string[] {
  const names = new Map([...handles].map(([name, number]) => [Number(number), name]));
  return Object.keys(state.svaHandles).map((key) => names.get(Number(key)) ?? `${UNNAMED}${key}`);
}

/** Whether a handle has no name in the log yet. */
export const isUnnamed = (name: string): boolean => name.startsWith(UNNAMED);

/** The names of a candidate's handles, for those who print them. */
export function handleNames(handles: ReadonlyMap<string, HandleId>): Handles {
  return new LoggedHandles({ handles, svaHandles: {} });
}

/** A candidate that calls one of its unnamed handles by the name that a line has for it. */
export function named({ state, handles }: Candidate, name: string, unnamed: string): Candidate {
  return { state, handles: new Map([...handles, [name, numberIn(handles, unnamed)]]) };
}

/** What was there before a call. */
interface Before extends Pick<Candidate, 'handles'> {
  readonly svaHandles: State['svaHandles'];
}

/** The handles of a log, which names them itself, as it names address spaces. */
class LoggedHandles implements Handles {
  readonly #before: Before;

  constructor(before: Before) {
    this.#before = before;
  }

  numberOf(name: string): HandleId {
    return numberIn(this.#before.handles, name);
  }

  mmOf(name: string): MmId | undefined {
    return this.#before.svaHandles[this.numberOf(name)]?.mm;
  }

  nameOf(handle: HandleId): string {
    for (const [name, number] of this.#before.handles) if (number === handle) return name;
    return `${UNNAMED}${handle}`;
  }

  make(): void {
    // It has no name until the log gives it one.
  }

  forget(): void {
    // What is gone is seen from the state.
  }

  /** The names of those that are still there. */
  named(state: State): ReadonlyMap<string, HandleId> {
    const { handles } = this.#before;
    for (const number of handles.values()) {
      if (!(number in state.svaHandles)) {
        return new Map([...handles].filter(([, each]) => each in state.svaHandles));
      }
    }
    return handles;
  }
}

/** What tells two candidates apart, but for what has never been there. */
export function keyOf({ state, handles }: Candidate): string {
  const { processes, mms, drivers, pool, groups, svaDomains, svaHandles, hardware } = state;
  const there = mms.flatMap((mm, i) => (mm.phase === 'absent' ? [] : [i, mm, processes[i]!.phase]));
  const names = [...handles].map(([name, number]) => `${name} ${number}`).sort();
  return JSON.stringify([there, drivers, pool, groups, svaDomains, svaHandles, hardware, names]);
}

/** What a candidate answered, in the fields that were logged. */
export function answersIn(line: LogCall, { answer }: Made): readonly Observed[] {
  return loggedFields(line).map((field) => {
    const own = answer[field] ?? null;
    return typeof own === 'string' && isUnnamed(own) ? 'another handle' : own;
  });
}

/** The answers that were logged. */
export function loggedFields({ call, ...line }: LogCall): readonly (keyof IommuAnswer)[] {
  return ANSWERS[call].filter((field) => line[field] !== undefined);
}
