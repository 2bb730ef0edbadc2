import type { InvariantId } from '../invariants/index.js';
import type { TransitionInvariantId } from '../transitions/index.js';

/** A run of claims in reading order, from its first one to the first of the next chapter. */
export interface Chapter<Id extends string = string> {
  readonly title: string;
  /** What the claims of the chapter have in common, in a sentence or two. */
  readonly about: string;
  readonly first: Id;
}

/** The claims about states, by chapter. A new claim belongs to the chapter that it is listed in. */
export const stateChapters: readonly Chapter<InvariantId>[] = [
  {
    title: 'Who owns what',
    about:
      'Each PASID has one owner, leads only to what the owner may reach, and fits the devices it is used on.',
    first: 'single-owner',
  },
  {
    title: 'Who drives a group',
    about:
      'A group is used by drivers of the kernel or claimed by one owner, and its count says so.',
    first: 'owner-exclusive',
  },
  {
    title: 'What devices reach',
    about:
      'What the devices were told agrees with the slots, on every member of a group that can tag its DMA.',
    first: 'group-uniform',
  },
  {
    title: 'What files and groups record',
    about:
      'Each record of what is open, attached or in use agrees with the records of the other side.',
    first: 'vfio-record-agrees-with-slots',
  },
  {
    title: 'Handles and domains',
    about: 'Who uses a bond or a domain is counted, and the count is true.',
    first: 'handle-has-users',
  },
  {
    title: 'Address spaces, files and processes',
    about: 'Each lives as long as somebody refers to it, and no longer.',
    first: 'mm-domains-listed',
  },
  {
    title: 'The pool',
    about: 'Nothing is lost and nothing is counted twice.',
    first: 'pasid-conservation',
  },
  {
    title: 'Charges',
    about: 'What a cgroup is charged is what is out in its subtree.',
    first: 'usage-not-negative',
  },
];

/** The claims about steps, by chapter. */
export const transitionChapters: readonly Chapter<TransitionInvariantId>[] = [
  {
    title: 'Steps: how a PASID changes hands',
    about: 'A PASID comes and goes with its owner, by calls of its owner.',
    first: 'fresh-mm-without-pasid',
  },
  {
    title: 'Steps: how a group changes hands',
    about: 'A group is taken only idle, and counts who uses it.',
    first: 'claim-takes-idle-group',
  },
  {
    title: 'Steps: how a slot changes',
    about: 'A slot stays as it is until it is detached, and is used anew only when it has drained.',
    first: 'slot-kept-until-detach',
  },
  {
    title: 'Steps: what devices do',
    about: 'Work, DMA and page requests reach their owner, and each request has one answer.',
    first: 'submit-by-opener-only',
  },
  {
    title: 'Steps: how files are opened, passed and closed',
    about: 'A file belongs to whoever holds it, and takes with it what it held.',
    first: 'opened-within-sandbox',
  },
  {
    title: 'Steps: how a bond is counted',
    about: 'A bind counts one user, an unbind counts one off.',
    first: 'bond-counts-binds',
  },
  {
    title: 'Steps: how a charge moves',
    about: 'A charge is admitted within every limit, and stays where it was taken.',
    first: 'user-within-limit',
  },
  {
    title: 'Steps: what changes nothing',
    about: 'Calls that warn, are refused or only ask leave the machine as it was.',
    first: 'warn-changes-nothing',
  },
  {
    title: 'Steps: what a refusal may say',
    about: 'Each error is given only for its own reason.',
    first: 'quota-refusal-justified',
  },
  {
    title: 'Steps: what is counted for the administrator',
    about: 'Events and peaks are observers: no step reads them.',
    first: 'refusals-are-counted',
  },
];
