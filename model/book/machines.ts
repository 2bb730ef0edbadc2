import { ioasid } from '../ioasid/machine.js';
import { calledThroughRegistered } from '../ioasid-claims/states.js';
import { pasidGivenAgain } from '../ioasid-claims/steps.js';
import { chargeFits, refusedForCause } from '../ledger/claims.js';
import { misc } from '../ledger/machine.js';
import { numbers } from '../numbers/machine.js';

/** A claim or a witness as the book shows it, whichever machine it is of. */
type Text = Pick<
  typeof pasidGivenAgain,
  'claim' | 'why' | 'kernel' | 'facts' | 'profiles' | 'callers' | 'antecedent'
> & { readonly id: string };

/** A machine that is searched beside the reference machine. */
export interface SmallMachine {
  readonly title: string;
  /** What it is for, in paragraphs; code between backticks. */
  readonly about: readonly string[];
  readonly claims: readonly Text[];
  /** Claims that some profile of it does not keep, and what is known of that. */
  readonly notKept: Readonly<Record<string, string>>;
  readonly witnesses: readonly { readonly id: string; readonly situation: string }[];
}

/** The machines beside the reference machine, in reading order. */
export const smallMachines: readonly SmallMachine[] = [
  {
    title: 'The allocator of Linux 6.1',
    about: [
      'Until 6.4 all ids came from `ioasid.c`: one space for the system, sets that are a tag and no quota, and allocators that drivers of guests register, behind which the kernel keeps only the entries. No set of decisions of the reference machine leads there, so it is a machine of its own, written from its tables and without an implementation beside it. Recordings of the family `ioasid` are held against it by `trace`; `explore --machine ioasid` searches it.',
      'It does what 6.1 does, mistakes included. Two claims stand here that 6.1 does not keep: `explore --machine ioasid-bug` shows the first, `properties/ioasid.test.ts` both.',
    ],
    claims: [
      ...ioasid.invariants,
      ...ioasid.transitionInvariants,
      pasidGivenAgain,
      calledThroughRegistered,
    ],
    notKept: {
      [pasidGivenAgain.id]:
        '6.1 does not keep it (B06): in two steps, an address space is given the greatest id of a range and refused it when it asks again. It holds since 6.4.',
      [calledThroughRegistered.id]:
        '6.1 does not keep it: in three steps, an allocator leaves before another with the same functions, and is called on. Observed in the source, and recorded in `08-sloppy-custom-small` (n 551, 554); nobody has called it a bug.',
    },
    witnesses: ioasid.witnesses,
  },
  {
    title: 'The misc controller',
    about: [
      'The charge ledger alone, by which the reference machine charges: capacities, limits and charges in a tree of cgroups, one call after the other. `explore --scope misc-tree` searches it; with `--target linux-6.12-misc-cgroup` it is stepped beside the code of 6.12, and in the scopes that end in `-6.1` beside that of 6.1, which adds in an `int`.',
    ],
    claims: [...misc.invariants, ...misc.transitionInvariants],
    notKept: {
      [chargeFits.id]:
        '6.1 does not keep it (B58): in two steps, a charge of 2^32 passes a limit of 5, because the sum is compared as 0.',
      [refusedForCause.id]:
        '6.1 does not keep it (B58): in two steps, a charge of 2^31 is refused where nothing limits it below 2^33, because the sum is compared as if it were below 0.',
    },
    witnesses: misc.witnesses,
  },
  {
    title: 'Where a PASID must be unique',
    about: [
      'P16 and P17 of the argument, decided alone: PASIDs are unique in the system (`global`) or in the table of each device (`per-device`), and work carries the number from a register of the CPU (`shared` queues, ENQCMD) or from the queue itself (`dedicated`). A small device with one PASID stands beside one with three; three processes want them. `explore --machine numbers-global-shared` and the other three pairs answer with the first claim that the pair breaks.',
      'P16 holds. With a global space a process that uses a large device keeps others from a small one that nobody uses, in two steps; with spaces per device nobody does. With dedicated queues both keep isolation, and whatever a global space grants, spaces per device can grant alike.',
      "P17 holds. With a shared queue and spaces per device a process reaches the memory of another in four steps: it has two numbers and one register for them, and whichever of them it holds is somebody else's on one of the devices.",
      'Groups of several devices (I21) and replacement (I23) are not here; the reference machine has them.',
    ],
    claims: [...numbers.invariants, ...numbers.transitionInvariants],
    notKept: {
      isolation: '`per-device-shared` does not keep it, by the four steps of P17.',
      'not-blocked-by-another-device':
        '`global-shared` and `global-dedicated` do not keep it, by the two steps of P16.',
    },
    witnesses: numbers.witnesses,
  },
];
