import { deviceId, ERRNO, FAULT_POINTS, type Fault, UNLIMITED } from '#contract';
import { type Action, actionByKind, domainValues, type Scope } from '#model';
import { allocationsBy, type Command, referenceOf, type Trace } from '../command.js';
import { shown } from '../input-error.js';
import { type Failure, outcomeText, type Property, properties } from '../lockstep.js';
import type { Run } from '../run.js';
import { BLOCK_VERSION, type Block } from './schema.js';

/** A counterexample in memory: a trace, and which property of which target it breaks. */
export interface Counterexample {
  readonly target: string;
  readonly scope: Scope;
  readonly property: Property;
  readonly trace: Trace;
}

/** The block of a failing run. */
export function toBlock(target: string, scope: Scope, run: Run, failure: Failure): Block {
  return {
    version: BLOCK_VERSION,
    target,
    profile: 'reference',
    scope: {
      name: scope.name,
      topology: {
        processes: scope.topology.processes,
        mms: scope.topology.mms,
        devices: scope.topology.devices.map(({ maxPasids }) => ({ maxPasids })),
        cgroups: scope.topology.cgroups.map(({ parent }) => ({ parent })),
      },
      limits: scope.limits.map(limitText),
      bondUsersMax: scope.bondUsersMax,
    },
    property: failure.property,
    step: run.trace.length,
    reason: failure.reason,
    commands: run.trace.map((command, i) => commandBlock(run, command, i)),
  };
}

function commandBlock({ trace, outcomes }: Run, command: Command, i: number): Block['commands'][0] {
  const { action, faults } = command;
  const reference = referenceOf(trace, command);
  return {
    action: 'max' in action ? { ...action, max: limitText(action.max) } : { ...action },
    faults: faults.map(({ at, errno }) => ({ at, errno })),
    ...(reference === undefined ? {} : { reference: { ...reference } }),
    outcome: outcomeText(outcomes[i]!),
  };
}

function limitText(limit: number): number | 'max' {
  return limit === UNLIMITED ? 'max' : limit;
}

/**
 * The counterexample that a block describes, or one sentence on what in it this version does not
 * know: an action that no longer exists, a number outside its domain, a property that is gone.
 */
export function fromBlock(block: Block): Counterexample | Unknown {
  const property = properties.find((known) => known === block.property);
  if (property === undefined) {
    return { expected: 'a property of this version', saw: `'${block.property}'` };
  }
  if (block.step !== block.commands.length) {
    return { expected: 'the trace to end at its failing step', saw: `step ${block.step}` };
  }
  const scope: Scope = {
    name: block.scope.name,
    about: 'read from a counterexample',
    topology: block.scope.topology as unknown as Scope['topology'],
    limits: block.scope.limits.map((limit) => (limit === 'max' ? UNLIMITED : limit)),
    bondUsersMax: block.scope.bondUsersMax,
  };
  const trace: Command[] = [];
  for (const [i, given] of block.commands.entries()) {
    const command = commandOf(scope, trace, given);
    if ('expected' in command) return { ...command, saw: `${command.saw} in command ${i + 1}` };
    trace.push(command);
  }
  return { target: block.target, scope, property, trace };
}

/** What a file says that this version does not know, and what it would know in its place. */
interface Unknown {
  readonly expected: string;
  readonly saw: string;
}

function commandOf(
  scope: Scope,
  before: Trace,
  { action: given, faults: givenFaults, reference }: Block['commands'][0],
): Command | Unknown {
  const action = actionOf(scope, given);
  if ('expected' in action) return action;
  const faults = faultsOf(action, givenFaults);
  if ('expected' in faults) return faults;
  if (reference === undefined) return { action, faults };
  const grantedBy = allocationsBy(before, deviceId(reference.device))[reference.nth];
  if (grantedBy === undefined || action.kind !== 'pasid-free-global') {
    return {
      expected: 'a reference from pasid-free-global to an earlier pasid-alloc-global',
      saw: `a reference to dev${reference.device} no. ${reference.nth + 1}`,
    };
  }
  return { action, faults, grantedBy };
}

function actionOf(
  scope: Scope,
  { kind, ...args }: Block['commands'][0]['action'],
): Action | Unknown {
  const kinds = Object.keys(actionByKind);
  const declaration = kinds.includes(kind) ? actionByKind[kind as Action['kind']] : undefined;
  if (declaration === undefined) {
    return { expected: `an action kind of this version (${kinds.join(', ')})`, saw: `'${kind}'` };
  }
  const action: Record<string, unknown> = { kind };
  for (const [name, domain] of Object.entries(declaration.params)) {
    const given = args[name];
    const value = domain === 'limit' && given === 'max' ? UNLIMITED : given;
    if (!domainValues(scope, domain).includes(value as number)) {
      return {
        expected: `argument ${name} of ${kind} to be a ${domain} of the scope`,
        saw: shown(given),
      };
    }
    action[name] = value;
  }
  const surplus = Object.keys(args).find((name) => !Object.hasOwn(declaration.params, name));
  if (surplus !== undefined) {
    return { expected: `the arguments of ${kind} and no others`, saw: `'${surplus}'` };
  }
  return action as unknown as Action;
}

function faultsOf(action: Action, given: Block['commands'][0]['faults']): Fault[] | Unknown {
  const points: readonly string[] = actionByKind[action.kind].faults;
  const faults: Fault[] = [];
  for (const { at, errno } of given) {
    const point = FAULT_POINTS.find((known) => known === at && points.includes(known));
    if (point === undefined) {
      const expected = `a fault point of ${action.kind} (${points.join(', ') || 'it has none'})`;
      return { expected, saw: `'${at}'` };
    }
    if (!Object.hasOwn(ERRNO, errno)) return { expected: 'an errno by name', saw: `'${errno}'` };
    faults.push({ at: point, errno: errno as Fault['errno'] });
  }
  return faults;
}
