import { type Topology, UNLIMITED } from '#contract';
import type { Action, ActionKind, ModelStep, NumbersStep, State } from '#model';
import { domainText, handleText, outcomeText } from '../outcome-text.js';
import { commandText } from '../text.js';

/** One step of a trace as reports print it, and as a reader who knows no command follows it. */
export interface Told {
  /** The call and its answer, as traces print them. */
  readonly call: string;
  readonly answer: string;
  /** The same in a sentence. */
  readonly sentence: string;
}

type Sentence<Kind extends ActionKind> = (
  call: Extract<Action, { kind: Kind }>,
  who: (process: number) => string,
  topology: Topology,
) => string;

/** What is done, in words, whoever sees it. */
const SENTENCES: { readonly [Kind in ActionKind]: Sentence<Kind> } = {
  'process-spawn': ({ process, cgroup }, who) => `${who(process)} starts in cg${cgroup}`,
  'process-fork': ({ process, child }, who) => `${who(process)} forks process ${child}`,
  'process-exec': ({ process, mm }, who) => `${who(process)} runs a new program, in mm${mm}`,
  'process-exit': ({ process }, who) => `${who(process)} exits`,
  'process-migrate': ({ process, cgroup }, who) => `${who(process)} moves to cg${cgroup}`,
  'cgroup-set-max': ({ cgroup, max }) =>
    `the limit of cg${cgroup} is set to ${max === UNLIMITED ? 'max' : max}`,
  'device-plug': ({ device }) => `dev${device} is plugged in`,
  'device-unplug': ({ device }) => `dev${device} is pulled out`,
  'driver-probe': ({ device }) => `the kernel driver of dev${device} is bound`,
  'driver-remove': ({ device }) => `the kernel driver of dev${device} is removed`,
  'group-claim': ({ group, owner }) => `owner ${owner} claims group ${group}`,
  'group-release': ({ group }) => `the owner of group ${group} gives it back`,
  'device-claim': ({ device, owner }) => `owner ${owner} claims the group of dev${device}`,
  'device-release': ({ device }) => `the owner of the group of dev${device} takes one claim back`,
  'group-default-domain-ready': ({ group }) => `group ${group} gets its default domain`,
  'pasid-alloc-global': ({ device }) => `the driver of dev${device} asks for an id`,
  'pasid-free-global': ({ device, pasid }) => `the driver of dev${device} frees PASID ${pasid}`,
  'pasid-attach': ({ device, pasid }) => `the driver of dev${device} attaches PASID ${pasid}`,
  'pasid-detach': ({ device, pasid }) => `the driver of dev${device} detaches PASID ${pasid}`,
  'pasid-replace': ({ device, pasid, domain }, _who, topology) =>
    `the driver of dev${device} puts ${domainText(domain, topology)} under PASID ${pasid}`,
  'attach-handle-get': ({ group, pasid }) =>
    `the handle of PASID ${pasid} in group ${group} is asked for`,
  'sva-bind': ({ device, mm }) => `the driver of dev${device} binds mm${mm}`,
  'sva-unbind': ({ handle }, _who, topology) => `bond ${handleText(handle, topology)} is unbound`,
  'sva-get-pasid': ({ handle }, _who, topology) =>
    `the PASID of bond ${handleText(handle, topology)} is asked for`,
  'kernel-pasid-enable': ({ device }) => `the driver of dev${device} asks for an id for the kernel`,
  'kernel-pasid-disable': ({ device }) => `the driver of dev${device} lets the kernel’s id go`,
  'wq-open': ({ process, device }, who) => `${who(process)} opens the work queue of dev${device}`,
  'wq-submit': ({ process, file }, who) => `${who(process)} submits work through file${file}`,
  'dev-sva-open': ({ process }, who) => `${who(process)} opens /dev/sva`,
  'dev-sva-alloc': ({ process, device }, who) =>
    `${who(process)} asks /dev/sva for an id that fits dev${device}`,
  'dev-sva-free': ({ process, pasid }, who) => `${who(process)} frees PASID ${pasid} at /dev/sva`,
  'file-pass': ({ process, file, receiver }, who) =>
    `${who(process)} passes file${file} to ${who(receiver)}`,
  'file-close': ({ process, file }, who) => `${who(process)} closes file${file}`,
  'vfio-open': ({ process, device }, who) => `${who(process)} opens dev${device} through VFIO`,
  'vfio-alloc': ({ process }, who) => `${who(process)} asks VFIO for an id`,
  'vfio-free': ({ process, pasid }, who) => `${who(process)} frees PASID ${pasid} at VFIO`,
  'vfio-attach': ({ process, file, pasid }, who) =>
    `${who(process)} attaches PASID ${pasid} to the device of file${file}`,
  'vfio-replace': ({ process, file, pasid }, who) =>
    `${who(process)} puts PASID ${pasid} under the other address space of file${file}`,
  'vfio-detach': ({ process, file, pasid }, who) =>
    `${who(process)} detaches PASID ${pasid} from the device of file${file}`,
  'guest-bind': ({ process, file, guest, pasid }, who) =>
    `${who(process)} lets guest PASID ${guest} of file${file} stand for PASID ${pasid}`,
  'guest-unbind': ({ process, file, guest }, who) =>
    `${who(process)} lets guest PASID ${guest} of file${file} stand for nothing`,
  'mdev-create': ({ mdev, device }) => `mediated device ${mdev} of dev${device} is created`,
  'mdev-open': ({ process, mdev }, who) => `${who(process)} opens mediated device ${mdev}`,
  'mdev-remove': ({ mdev }) => `mediated device ${mdev} is removed`,
  'page-request': ({ device, pasid }) => `dev${device} asks for a page under PASID ${pasid}`,
  'page-response': ({ device, pasid }) => `dev${device} waits for a page under PASID ${pasid}`,
  dma: ({ device, pasid }) => `dev${device} accesses memory under PASID ${pasid}`,
  'drain-complete': ({ group, pasid }) => `PASID ${pasid} has drained in group ${group}`,
};

/** What an action does, in words, whatever comes of it. */
export function deedOf(
  action: Action,
  who: (process: number) => string,
  topology: Topology,
): string {
  const sentence = SENTENCES[action.kind] as Sentence<ActionKind>;
  return sentence(action as never, who, topology);
}

/** A step of the reference machine. */
export function told(step: ModelStep, topology: Topology): Told {
  const { action, input, outcome } = step;
  const call = commandText({ action, faults: input.faults }, [], topology);
  const answer = outcomeText(outcome, topology);
  const who = (process: number): string => nameOf(step.after, step.before, process);
  const deed = deedOf(action, who, topology);
  const failing = input.faults.length === 0 ? '' : ', where memory or hardware fails,';
  return { call, answer, sentence: `${capital(deed)}${failing}${endingOf(step, topology)}.` };
}

/** A step of the machine that decides where numbers are unique. */
export function toldOfNumbers({ action, outcome }: NumbersStep): Told {
  const [kind, ...others] = Object.entries(action);
  const call = [kind?.[1], ...others.map(([name, value]) => `${name}=${value}`)].join(' ');
  const answer =
    outcome.kind === 'refused'
      ? `refused ${outcome.errno}`
      : Object.values(outcome).join(' ').replace('granted', 'granted pasid');
  const who = `process ${action.process}`;
  const deed = {
    'queue-open': `${who} opens a queue of dev${'device' in action ? action.device : ''}`,
    'queue-close': `${who} closes its queue of dev${'device' in action ? action.device : ''}`,
    submit: `${who} submits work to dev${'device' in action ? action.device : ''}`,
    'process-exit': `${who} exits`,
  }[action.kind];
  const end =
    outcome.kind === 'reached'
      ? `, which reaches the memory of process ${outcome.process}`
      : ending(outcome);
  return { call, answer, sentence: `${capital(deed)}${end}.` };
}

function nameOf(after: State, before: State, process: number): string {
  const running = [before, after]
    .map(({ processes }) => processes[process])
    .find((each) => each?.phase === 'running');
  return running?.phase === 'running'
    ? `process ${process} of user ${running.user}`
    : `process ${process}`;
}

/** How it ends for whoever acts: what only the reference machine answers, and what both do. */
function endingOf({ action, outcome }: ModelStep, topology: Topology): string {
  if (action.kind === 'wq-submit' && outcome.kind === 'granted') {
    return `, which the device does under PASID ${outcome.pasid}`;
  }
  switch (outcome.kind) {
    case 'bound':
      return `, which is bond ${handleText(outcome.handle, topology)} at PASID ${outcome.pasid}`;
    case 'found':
      return ` and found: ${handleText(outcome.handle, topology)}`;
    case 'answered':
      return ` and is answered ${outcome.code.toUpperCase()}`;
    case 'reached':
      return ` and reaches ${domainText(outcome.domain, topology)}`;
    case 'faulted':
      return ' and reaches nothing';
    default:
      return ending(outcome);
  }
}

/** How it ends for a caller. */
function ending(outcome: ModelStep['outcome'] | NumbersStep['outcome']): string {
  if (outcome.kind === 'refused') return ` and is refused (${outcome.errno})`;
  if (outcome.kind === 'granted') return ` and is given PASID ${outcome.pasid}`;
  if (outcome.kind !== 'opened') return '';
  return outcome.pasid === 0
    ? `, which is file${outcome.file}`
    : ` and is given PASID ${outcome.pasid}, with file${outcome.file}`;
}

const capital = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;
