import { format, invariants, type Scope, transitionInvariants } from '#model';
import { type Command, referenceOf, type Trace } from './command.js';
import type { Observed } from './drive.js';
import { type Failure, outcomeText, type Property } from './lockstep.js';

/** A command as people read it: the action, where its id came from, the failures it runs into. */
export function commandText(command: Command, trace: Trace = []): string {
  const reference = referenceOf(trace, command);
  const origin =
    reference === undefined
      ? ''
      : ` (id of pasid-alloc-global dev${reference.device} no. ${reference.nth + 1})`;
  const faults = command.faults.map(({ at, errno }) => ` !${at} ${errno}`).join('');
  return `${format(command.action)}${origin}${faults}`;
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
export function scopeText({ name, topology }: Scope): string {
  const ranges = topology.devices.map(({ maxPasids }) => maxPasids).join(', ');
  return [
    `scope ${name}: ${topology.processes} processes`,
    `${topology.mms} mms`,
    `${topology.devices.length} devices (maxPasids ${ranges})`,
    `${topology.cgroups.length} cgroups`,
  ].join(', ');
}

/** The table of a failing trace: one command a line, its answer to the right, the offence marked. */
export function traceTable(
  trace: Trace,
  outcomes: readonly Observed[],
  failure: Failure | undefined,
): string[] {
  const commands = trace.map((command) => commandText(command, trace));
  const answers = outcomes.map(outcomeText);
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
