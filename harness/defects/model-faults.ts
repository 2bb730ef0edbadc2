import { produce } from 'immer';
import { NO_OWNER, type Outcome, type Pasid } from '#contract';
import type { Draft } from '#declaration';
import {
  type Action,
  type LivenessId,
  machine,
  type Scope,
  type State,
  type StepOutcome,
  scopes,
} from '#model';
import type { Machine } from '../liveness.js';
import type { BugId } from './bugs.js';

/**
 * A deliberate fault of ours in a copy of the reference machine. Claims about runs are decided on the
 * graph of the machine, so that is where a fault shows that they can fail.
 */
export interface ModelFault {
  /** Kebab-case. */
  readonly name: string;
  /** What the machine does wrong, in one sentence. */
  readonly about: string;
  /** The numbered bug of the fact sheet that it restates, where there is one. */
  readonly bug?: BugId;
  /** The scope in which its claim finds it. */
  readonly scope: Scope;
  readonly machine: Machine;
}

/** Does an action in place of the machine, or answers nothing where the machine is to do it. */
type Fault = (draft: Draft<State>, action: Action) => StepOutcome | undefined;

/** The machine with another step, for engines and for readers alike. */
function stepping(fault: Fault): Machine {
  const apply: Machine['apply'] = (state, action, input) =>
    fault(state as Draft<State>, action) ?? machine.apply(state, action, input);
  return {
    ...machine,
    apply,
    step(state, action, input) {
      const seen: { outcome?: StepOutcome } = {};
      const after = produce(state, (draft) => {
        seen.outcome = apply(draft as State, action, input);
      });
      return { state: after, outcome: seen.outcome! };
    },
  };
}

const DONE: Outcome = { kind: 'done' };

/** Each claim about runs with the faults that it must find. One without a fault does not compile. */
export const modelFaults = {
  'drain-ends': [
    {
      name: 'drain-keeps-let-go',
      about:
        'The end of a drain empties the slot, and does not give back the PASID that was let go.',
      bug: 'B04',
      scope: scopes.tiny,
      machine: stepping((draft, action) => {
        if (action.kind !== 'drain-complete') return undefined;
        delete draft.groups[action.group]!.slots[action.pasid];
        return DONE;
      }),
    },
    {
      name: 'drain-begins-anew',
      about: 'The end of a drain finds that the PASID was let go, and begins the drain anew.',
      scope: scopes.tiny,
      machine: stepping((draft, action) =>
        action.kind === 'drain-complete' && draft.pool.letGo[action.pasid] === true
          ? DONE
          : undefined,
      ),
    },
  ],
  'let-go-comes-free': [
    {
      name: 'condemned-stays-attached',
      about: 'A detach asks who holds the PASID, and does nothing where its owner let it go.',
      scope: scopes.tiny,
      machine: stepping((draft, action) =>
        action.kind === 'pasid-detach' && draft.pool.letGo[action.pasid] === true
          ? DONE
          : undefined,
      ),
    },
  ],
  'pending-is-answered': [
    {
      name: 'answer-lost-on-drain',
      about: 'The answer to a page request is lost where the slot drains.',
      scope: scopes.queue,
      machine: stepping((draft, action) =>
        action.kind === 'page-response' && isDraining(draft, action.pasid)
          ? { kind: 'answered', code: 'invalid' }
          : undefined,
      ),
    },
  ],
  'kernel-gets-group-back': [
    {
      name: 'release-keeps-blocking',
      about: 'The last release of a group leaves its members on the blocking domain.',
      scope: scopes.tiny,
      machine: stepping((draft, action) => {
        if (action.kind !== 'group-release') return undefined;
        const group = draft.groups[action.group]!;
        group.ownerCount = 0;
        group.owner = NO_OWNER;
        return DONE;
      }),
    },
  ],
  'everything-comes-back': [
    {
      name: 'exit-keeps-files',
      about: 'What a process that has exited still held is never closed.',
      scope: scopes.mediated,
      machine: stepping((draft, action) => {
        if (action.kind !== 'file-close') return undefined;
        return draft.processes[action.process]!.phase === 'exited' ? DONE : undefined;
      }),
    },
  ],
} as const satisfies Record<LivenessId, readonly [ModelFault, ...ModelFault[]]>;

function isDraining({ groups }: State, pasid: Pasid): boolean {
  return groups.some(({ slots }) => slots[pasid]?.phase === 'draining');
}
