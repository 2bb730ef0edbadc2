import { ERRNO, INVALID_IOASID } from '#contract';
import { GETTERS, type IoasidAction, type IoasidInput, type IoasidOutcome, NOTHING } from '#model';
import { InputError } from '../input-error.js';
import { stateDifferences } from './fields.js';
import {
  type IoasidCall,
  type IoasidFault,
  ioasidCallReader,
  ioasidFaultReader,
  ioasidSnapshotSchema,
} from './ioasid-lines.js';
import { DataNames, type IoasidNames, ioasidNamesOf } from './ioasid-scope.js';
import type { IoasidAnswer, LiveIoasid } from './ioasid-side.js';
import { heldFields, recordedFields } from './ioasid-state.js';
import { type Place, refuseReservedKeys, showLine } from './json-line.js';
import type { Header, Replay } from './replay.js';
import { shaped } from './shape.js';
import type { Sides } from './sides.js';
import { type Difference, differences, type Observed, UNMET_FAULT } from './verdict.js';

/**
 * Replays a recording of drivers/iommu/ioasid.c (6.1) through the model, and through the live code where
 * the other side has it: the implementation has no such allocator.
 */
export function ioasidReplay(header: Header, sides: Sides, headerPlace: Place): Replay {
  const names = ioasidNamesOf(header.scope, headerPlace);
  const data = new DataNames();
  const readCall = ioasidCallReader(names);
  const readFault = ioasidFaultReader(names);
  const snapshots = ioasidSnapshotSchema(names);
  const model = sides.model.ioasid(names.scope);
  const live = sides.implementation.ioasid?.(names);
  /** The faults of the next call. */
  let faults: IoasidFault[] = [];

  return {
    sides: live === undefined ? ['model'] : ['model', 'implementation'],
    fault(line, place) {
      faults.push(readFault(line, place));
    },
    call(line, place) {
      const call = readCall(line, place);
      const action = actionOf(call, names, data);
      if (!model.isPossible(action)) throw notSurvived(call, place);
      const input = inputOf(call, faults);
      const outcome = model.call(action, input);
      const answer = live?.call(call, liveInputOf(call, faults));
      const unmet = unmetFault(outcome, faults, names);
      const unmetLive = live === undefined ? undefined : unmetLiveFault(live, answer!, faults);
      const isMadeToFail = faults.some(({ inject }) => inject === 'allocator_callback');
      faults = [];
      if (unmet !== undefined || unmetLive !== undefined) {
        return faultDifferences({ unmet, unmetLive, isAlone: live === undefined });
      }
      const callback = isMadeToFail ? INVALID_IOASID : (input.callback ?? null);
      return answerDifferences(call, modelAnswer(outcome, callback, names, data), answer);
    },
    snapshot(line, place) {
      refuseReservedKeys(line, place);
      const record = recordedFields(shaped(snapshots, line, place).state);
      const held = heldFields(model.state(), names, data);
      return stateDifferences(record, held, live && recordedFields(live.state()));
    },
  };
}

/** The call as the model knows it. */
function actionOf(
  call: IoasidCall,
  { sets, allocators }: IoasidNames,
  data: DataNames,
): IoasidAction {
  const setOf = (name: string | null): number => (name === null ? NOTHING : sets.indexOf(name) + 1);
  const dataOf = (name: string | null): number => (name === null ? NOTHING : data.numberOf(name));
  switch (call.call) {
    case 'ioasid_alloc': {
      const { min, max } = call;
      return { kind: 'ioasid-alloc', set: setOf(call.set), min, max, data: dataOf(call.data) };
    }
    case 'ioasid_free':
      return { kind: 'ioasid-free', id: call.id };
    case 'ioasid_find': {
      const getter = GETTERS.indexOf(call.getter ?? undefined);
      return { kind: 'ioasid-find', set: setOf(call.set), id: call.id, getter };
    }
    case 'ioasid_set_data':
      return { kind: 'ioasid-set-data', id: call.id, data: dataOf(call.data) };
    case 'ioasid_register_allocator':
      return { kind: 'ioasid-register-allocator', allocator: allocators.indexOf(call.ops) };
    case 'ioasid_unregister_allocator':
      return { kind: 'ioasid-unregister-allocator', allocator: allocators.indexOf(call.ops) };
  }
}

/** What a custom allocator answered is no answer of the kernel, so the model is told it. */
function inputOf(call: IoasidCall, faults: readonly IoasidFault[]): IoasidInput {
  const callback = call.call === 'ioasid_alloc' ? call.callback?.id : undefined;
  return {
    faults: faults.map(({ inject }) => inject),
    ...(callback === undefined ? {} : { callback }),
  };
}

/** A recorded fault that the model does not run into, at this allocator. */
function unmetFault(
  outcome: IoasidOutcome,
  faults: readonly IoasidFault[],
  { allocators }: IoasidNames,
): string | undefined {
  if (outcome.kind === 'illegal') return outcome.unmet;
  const asked = outcome.asked === undefined ? undefined : allocators[outcome.asked];
  const other = faults.find((fault) => 'ops' in fault && fault.ops !== asked);
  return other?.inject;
}

/** The same for live code, which is told nothing else. */
function liveInputOf(call: IoasidCall, faults: readonly IoasidFault[]) {
  const allocated = call.call === 'ioasid_alloc' ? call.callback?.id : undefined;
  return {
    faults: faults.map(({ inject }) => inject),
    ...(allocated === undefined ? {} : { allocated }),
  };
}

/** A recorded fault that live code does not run into, at this allocator. */
function unmetLiveFault(
  { metFaults }: LiveIoasid,
  { callback }: IoasidAnswer,
  faults: readonly IoasidFault[],
): string | undefined {
  const other = faults.find((fault) => 'ops' in fault && fault.ops !== callback?.ops);
  return (faults[metFaults] ?? other)?.inject;
}

function faultDifferences({
  unmet,
  unmetLive,
  isAlone,
}: {
  readonly unmet: string | undefined;
  readonly unmetLive: string | undefined;
  readonly isAlone: boolean;
}): readonly Difference[] {
  const recorded = (unmet ?? unmetLive)!;
  const metBy = (side: string | undefined): readonly Observed[] => [
    side === undefined ? recorded : null,
  ];
  const beside = isAlone ? {} : { implementation: metBy(unmetLive) };
  return differences({
    fields: [UNMET_FAULT],
    model: metBy(unmet),
    ...beside,
    record: [recorded],
  });
}

type Answers = Readonly<Record<string, Observed>>;

/** Everything that a call can be seen to answer or do, by the paths of the record. */
function modelAnswer(
  outcome: IoasidOutcome,
  callback: number | null,
  { allocators }: IoasidNames,
  data: DataNames,
): Answers {
  if (outcome.kind === 'illegal') throw new Error(`harness: ${outcome.reason}`);
  const { asked, handedBack, log, warned } = outcome;
  return {
    id: outcome.kind === 'granted' ? outcome.id : INVALID_IOASID,
    ret: outcome.kind === 'refused' ? -ERRNO[outcome.errno] : 0,
    data: outcome.kind === 'found' ? data.nameOf(outcome.data) : null,
    'callback.ops': asked === undefined ? null : allocators[asked]!,
    'callback.id': asked === undefined ? null : callback,
    'callback.freed': handedBack ?? null,
    pr: log ?? null,
    warn: warned ?? false,
  };
}

/** The same of live code, or of the record itself. */
function toldAnswer({ id, ret, data, callback, pr, warn }: IoasidAnswer): Answers {
  return {
    id: id ?? INVALID_IOASID,
    ret: ret ?? 0,
    data: data ?? null,
    'callback.ops': callback?.ops ?? null,
    'callback.id': callback?.id ?? null,
    'callback.freed': callback?.freed ?? null,
    pr: pr ?? null,
    warn: warn === true,
  };
}

/** The fields of a call's line that are no arguments. */
const ANSWERS: Readonly<Record<IoasidCall['call'], readonly string[]>> = {
  ioasid_alloc: ['id', 'callback.ops', 'callback.id', 'callback.freed', 'pr', 'warn'],
  ioasid_free: ['callback.ops', 'pr', 'warn'],
  ioasid_find: ['ret', 'data', 'pr', 'warn'],
  ioasid_set_data: ['ret', 'pr', 'warn'],
  ioasid_register_allocator: ['ret', 'pr', 'warn'],
  ioasid_unregister_allocator: ['pr', 'warn'],
};

function answerDifferences(
  call: IoasidCall,
  model: Answers,
  live: IoasidAnswer | undefined,
): readonly Difference[] {
  const fields = ANSWERS[call.call];
  const record = toldAnswer(call);
  const told = live && toldAnswer(live);
  return differences({
    fields,
    model: fields.map((field) => model[field]!),
    ...(told === undefined ? {} : { implementation: fields.map((field) => told[field]!) }),
    record: fields.map((field) => record[field]!),
  });
}

function notSurvived(call: IoasidCall, place: Place): InputError {
  return new InputError({
    ...place,
    expected: 'a call that the kernel survives',
    seen: `${call.call}, which would follow a list entry that leads to freed memory`,
    next: showLine(place),
  });
}
