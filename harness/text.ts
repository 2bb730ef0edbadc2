import { type Certificate, isCutShort } from '#checker';
import type { Fault, Topology } from '#contract';
import { format, invariants, type Scope, transitionInvariants } from '#model';
import type { Command, Trace } from './command.js';
import type { Observed } from './drive.js';
import type { Failure, Property } from './lockstep.js';
import { outcomeText } from './outcome-text.js';

/** A command as people read it: the action, where its id came from, the failures it runs into. */
export function commandText(
  { action, faults, given }: Command,
  trace: Trace = [],
  topology?: Topology,
): string {
  const origins = Object.entries(given ?? {}).map(
    ([name, command]: [string, Command]) => `${name} of ${trace.indexOf(command) + 1}`,
  );
  const origin = trace.length === 0 || origins.length === 0 ? '' : ` (${origins.join(', ')})`;
  const failing = faults.map((fault) => ` ${faultText(fault)}`).join('');
  return `${format(action, topology)}${origin}${failing}`;
}

/** A failure as people read it: `!set_dev_pasid EIO on dev1`. */
function faultText({ at, errno, device }: Fault): string {
  return `!${at} ${errno}${device === undefined ? '' : ` on dev${device}`}`;
}

/** The claim that a failure breaks, in one positive sentence. */
export function claimOf(property: Property): string {
  if (property === 'outcome') return 'Every answer is one that the reference model allows.';
  if (property === 'state') return 'After every step both sides are in the same state.';
  const all: readonly { readonly id: string; readonly claim: string }[] = [
    ...invariants,
    ...transitionInvariants,
  ];
  return all.find(({ id }) => id === property)!.claim;
}

/** The sizes of a scope as people read them. */
export function scopeText({ name, profile, topology }: Scope): string {
  const members = topology.groups.map((_, group) =>
    topology.devices.filter((device) => device.group === group).map(({ maxPasids }) => maxPasids),
  );
  return [
    `scope ${name} (${profile}): ${topology.processes} processes`,
    `${topology.mms} mms`,
    `${topology.devices.length} devices (maxPasids by group: ${members.join(' | ')})`,
    `${topology.cgroups.length} cgroups`,
  ].join(', ');
}

/** What is proven of the length of a failing trace, as people read it. */
export function certificateText(certificate: Certificate | undefined, length: number): string {
  if (certificate === undefined) {
    return 'No certificate: made again, the same calls were answered in another way.';
  }
  const { complete, provenTo, sequences, productStates } = certificate;
  const searched = `${productStates} product states, ${sequences} sequences`;
  const proven = `no sequence of up to ${provenTo} commands fails in any scope of the ladder`;
  if (complete) return `Shortest: ${proven} (${searched}).`;
  const next = isCutShort(certificate, length)
    ? '--states allows a longer search'
    : 'what it takes is in none of them';
  return `Not proven shortest: ${proven} (${searched}); ${next}.`;
}

/** The table of a failing trace: one command a line, its answer to the right, the offence marked. */
export function traceTable(
  trace: Trace,
  outcomes: readonly Observed[],
  failure: Failure | undefined,
  topology: Topology,
): string[] {
  const commands = trace.map((command) => commandText(command, trace, topology));
  const answers = outcomes.map((outcome) => outcomeText(outcome, topology));
  const commandWidth = widest(commands);
  const answerWidth = widest(answers);
  const numberWidth = String(trace.length).length;
  return commands.map((text, i) => {
    const number = String(i + 1).padStart(numberWidth);
    const answer = answers[i] ?? '';
    const line = `  ${number}  ${text.padEnd(commandWidth)}    ${answer}`;
    if (failure === undefined || i !== trace.length - 1) return line.trimEnd();
    return `${line.padEnd(numberWidth + commandWidth + answerWidth + 8)}    <- ${offence(failure)}`;
  });
}

function offence({ reason, at }: Failure): string {
  // Culprits that the reason names already are not named twice.
  const others = at.filter((culprit) => !reason.includes(culprit));
  return others.length === 0 ? reason : `${reason}: ${others.join(', ')}`;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}
