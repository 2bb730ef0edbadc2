import type { Certificate } from '#checker';
import { deviceId, ERRNO, FAULT_POINTS, type Fault, POLICIES, UNLIMITED } from '#contract';
import { type Action, actionByKind, domainValues, type Scope } from '#model';
import { type Command, REFERENCES, type ReferenceName, type Trace, takes } from '../command.js';
import { shown } from '../input-error.js';
import { type Failure, type Property, properties } from '../lockstep.js';
import { outcomeText } from '../outcome-text.js';
import type { Run } from '../run.js';
import type { Callers } from '../target.js';
import { BLOCK_VERSION, type Block } from './schema.js';

/** A counterexample in memory: a trace, and which property of which target it breaks. */
export interface Counterexample {
  readonly target: string;
  readonly callers: Callers;
  readonly scope: Scope;
  readonly property: Property;
  readonly trace: Trace;
  readonly certificate?: Certificate;
}

/** What is recorded of a failure. */
export interface Recorded {
  readonly target: string;
  readonly scope: Scope;
  readonly callers: Callers;
  readonly run: Run;
  readonly failure: Failure;
  /** What else the trace breaks, where that was asked. */
  readonly alsoBroken?: readonly Property[] | undefined;
  readonly certificate?: Certificate | undefined;
}

/** The block of a failing run. */
export function toBlock(recorded: Recorded): Block {
  const { target, scope, callers, run, failure, alsoBroken, certificate } = recorded;
  const { name, profile, limits, countMax } = scope;
  // The policy is what the profile says; the rest of the topology is plain data.
  const { policy: _, ...topology } = scope.topology;
  return {
    version: BLOCK_VERSION,
    target,
    profile,
    callers,
    scope: {
      name,
      topology: structuredClone(topology) as unknown as Block['scope']['topology'],
      limits: limits.map(limitText),
      countMax,
    },
    property: failure.property,
    step: run.trace.length,
    reason: failure.reason,
    ...(alsoBroken === undefined ? {} : { alsoBroken: [...alsoBroken] }),
    commands: run.trace.map((command, i) => commandBlock(run, command, i, scope.topology)),
    ...(certificate === undefined ? {} : { certificate: { ...certificate } }),
  };
}

function commandBlock(
  { trace, outcomes }: Run,
  command: Command,
  i: number,
  topology: Scope['topology'],
): Block['commands'][0] {
  const { action, faults, given } = command;
  const numberOf = (earlier: Command): number => trace.indexOf(earlier) + 1;
  const references: { [Name in ReferenceName]?: number } = {};
  for (const name of REFERENCES) {
    const giver = given?.[name];
    if (giver !== undefined) references[name] = numberOf(giver);
  }
  return {
    action: 'max' in action ? { ...action, max: limitText(action.max) } : { ...action },
    faults: faults.map((fault) => ({ ...fault })),
    // A command that was shrunk away leaves the number alone.
    ...(Object.values(references).some((number) => number > 0) ? { given: references } : {}),
    outcome: outcomeText(outcomes[i]!, topology),
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
    profile: block.profile,
    topology: {
      policy: POLICIES[block.profile],
      ...(block.scope.topology as unknown as Omit<Scope['topology'], 'policy'>),
    },
    limits: block.scope.limits.map((limit) => (limit === 'max' ? UNLIMITED : limit)),
    countMax: block.scope.countMax,
  };
  const trace: Command[] = [];
  for (const [i, given] of block.commands.entries()) {
    const command = commandOf(scope, trace, given);
    if ('expected' in command) return { ...command, saw: `${command.saw} in command ${i + 1}` };
    trace.push(command);
  }
  const { target, callers, certificate } = block;
  if (certificate === undefined) return { target, scope, callers, property, trace };
  return (
    contradiction(certificate, block) ?? { target, scope, callers, property, trace, certificate }
  );
}

/** Where a certificate does not speak of the trace that it stands beside, if it does not. */
function contradiction(certificate: Certificate, { scope, commands }: Block): Unknown | undefined {
  const { complete, provenTo, scope: home } = certificate;
  if (complete && home !== scope.name) {
    return { expected: `a complete certificate of scope ${scope.name}`, saw: `scope '${home}'` };
  }
  const most = complete ? commands.length - 1 : commands.length;
  if (complete ? provenTo === most : provenTo <= most) return undefined;
  const expected = complete
    ? `a complete certificate to prove ${most} commands, one less than the trace has`
    : `a certificate to prove at most ${most} commands, as many as the trace has`;
  return { expected, saw: `provenTo ${provenTo}` };
}

/** What a file says that this version does not know, and what it would know in its place. */
interface Unknown {
  readonly expected: string;
  readonly saw: string;
}

function commandOf(
  scope: Scope,
  before: Trace,
  { action: namedAction, faults: namedFaults, given }: Block['commands'][0],
): Command | Unknown {
  const action = actionOf(scope, namedAction);
  if ('expected' in action) return action;
  const faults = faultsOf(scope, action, namedFaults);
  if ('expected' in faults) return faults;
  if (given === undefined) return { action, faults };
  const references: { [Name in ReferenceName]?: Command } = {};
  for (const name of REFERENCES) {
    const found = referenced(before, given[name], takes(action, name));
    if (found === undefined) continue;
    if ('expected' in found) return found;
    references[name] = found;
  }
  return { action, faults, given: references };
}

/** The earlier command that an argument refers to. */
function referenced(
  before: Trace,
  number: number | undefined,
  isTaken: boolean,
): Command | Unknown | undefined {
  if (number === undefined || number === 0) return undefined;
  const command = before[number - 1];
  if (isTaken && command !== undefined) return command;
  const expected = 'a reference from a pasid, an SVA handle or a file to an earlier command';
  return { expected, saw: `a reference to command ${number}` };
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

function faultsOf(
  { topology }: Scope,
  action: Action,
  given: Block['commands'][0]['faults'],
): Fault[] | Unknown {
  const points: readonly string[] = actionByKind[action.kind].faults;
  const faults: Fault[] = [];
  for (const { at, errno, device } of given) {
    const point = FAULT_POINTS.find((known) => known === at && points.includes(known));
    if (point === undefined) {
      const expected = `a fault point of ${action.kind} (${points.join(', ') || 'it has none'})`;
      return { expected, saw: `'${at}'` };
    }
    if (!Object.hasOwn(ERRNO, errno)) return { expected: 'an errno by name', saw: `'${errno}'` };
    if (device !== undefined && (at !== 'set_dev_pasid' || device >= topology.devices.length)) {
      return { expected: 'a device of the scope at set_dev_pasid', saw: `device ${device}` };
    }
    const named = { at: point, errno: errno as Fault['errno'] };
    faults.push(device === undefined ? named : { ...named, device: deviceId(device) });
  }
  return faults;
}
