import { produce } from 'immer';
import { match } from 'ts-pattern';
import { type Draft, defineAlphabet, type Explorable, shape } from '#declaration';
import { type NumbersAction, numbersActions } from './actions.js';
import {
  hardwareAgreesWithSlots,
  isolation,
  notBlockedByAnotherDevice,
  pasidOfOneProcess,
  refusedOpenTellsNobody,
  slotsInRange,
} from './claims.js';
import { processExit } from './process-exit.js';
import { queueClose } from './queue-close.js';
import { queueOpen } from './queue-open.js';
import { NONE, type NumbersScope } from './scope.js';
import { initialState, type NumbersDevice, type NumbersState } from './state.js';
import { submit } from './submit.js';
import { NO_CHOICE, type NumbersInput, type NumbersOutcome } from './vocabulary.js';
import { numbersWitnesses } from './witnesses.js';

/**
 * The switch of the id space, decided alone: who gets which PASID, and whose memory work reaches,
 * under each pair of `space` and `queues`. A claim is checked in every pair, be it made there or not.
 */
export const numbers: Explorable<
  NumbersState,
  NumbersAction,
  NumbersInput,
  NumbersOutcome,
  NumbersScope
> = {
  name: 'numbers',
  initial: initialState,
  shape: stateShape,
  alphabet,
  isEnabled,
  isPastBound: () => false,
  inputs: (state, action) =>
    action.kind === 'queue-open' ? queueOpen.choices!(state, action) : [NO_CHOICE],
  step(state, action, input) {
    let outcome: NumbersOutcome = { kind: 'done' };
    const after = produce(state, (draft) => {
      outcome = apply(draft, action, input);
    });
    return { state: after, outcome };
  },
  apply,
  copy: ({ scope, pasidOf, register, devices }) => ({
    scope,
    pasidOf: [...pasidOf],
    register: [...register],
    devices: devices.map(({ files, slots, hardware }) => ({
      files: [...files],
      slots: { ...slots },
      hardware: { ...hardware },
    })),
  }),
  invariants: [slotsInRange, hardwareAgreesWithSlots, pasidOfOneProcess],
  transitionInvariants: [refusedOpenTellsNobody, isolation, notBlockedByAnotherDevice],
  witnesses: numbersWitnesses,
};

function isEnabled(state: NumbersState, action: NumbersAction): boolean {
  return match(action)
    .with({ kind: 'queue-open' }, (call) => queueOpen.precondition(state, call))
    .with({ kind: 'queue-close' }, (call) => queueClose.precondition(state, call))
    .with({ kind: 'submit' }, (call) => submit.precondition(state, call))
    .with({ kind: 'process-exit' }, (call) => processExit.precondition(state, call))
    .exhaustive();
}

function apply(state: NumbersState, action: NumbersAction, input: NumbersInput): NumbersOutcome {
  const draft = state as Draft<NumbersState>;
  return match(action)
    .with({ kind: 'queue-open' }, (call) => queueOpen.step(draft, call, input))
    .with({ kind: 'queue-close' }, (call) => queueClose.step(draft, call, input))
    .with({ kind: 'submit' }, (call) => submit.step(draft, call, input))
    .with({ kind: 'process-exit' }, (call) => processExit.step(draft, call, input))
    .exhaustive();
}

function alphabet({ processes, maxPasids }: NumbersScope): readonly NumbersAction[] {
  const process = Array.from({ length: processes }, (_, index) => index + 1);
  const device = [...maxPasids.keys()];
  return defineAlphabet<NumbersAction>(numbersActions, (domain) =>
    domain === 'process' ? process : device,
  );
}

function stateShape(scope: NumbersScope) {
  const { processes, maxPasids } = scope;
  const perProcess = (max: number) => shape.array(processes, shape.integer(NONE, max - 1));
  const widest = Math.max(...maxPasids);
  const devices = maxPasids.map((max) => {
    const table = shape.map(1, max - 1, shape.integer(1, processes));
    return shape.record<NumbersDevice>({
      files: perProcess(max),
      slots: table,
      hardware: table,
    });
  });
  return shape.record<NumbersState>({
    scope: shape.constant(scope),
    pasidOf: perProcess(widest),
    register: perProcess(widest),
    devices: shape.tuple(devices),
  });
}
