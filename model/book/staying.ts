import type { InvariantId } from '../invariants/index.js';
import type { TransitionInvariantId } from '../transitions/index.js';

/** Claims that stay for one reason, each with what it says that the others do not. */
export interface Staying {
  readonly reason: string;
  readonly claims: Readonly<Partial<Record<InvariantId | TransitionInvariantId, string>>>;
}

/**
 * Why claims stay that are the only one to notice nothing in the home scopes of the defects. That those
 * under `first` are the first to notice something, the recorded matrix says.
 */
export const whyItStays = {
  first: {
    reason: 'It is the first to notice something: at a shorter length than every other claim.',
    claims: {
      'hardware-agrees-with-slot':
        'The one device that was told something else than the slot says.',
      'mm-references-equal-holders': 'Who keeps an address space.',
    },
  },
  harm: {
    reason:
      'It says a harm in one sentence, whatever led there; the others each forbid a way to it.',
    claims: {
      'single-owner':
        'Two owners of one id; `pasid-conservation` says that the books of the pool do not add up.',
      'slot-targets-owner':
        'A slot that its owner did not authorise, before any DMA is made through it.',
      'one-pasid-per-mm':
        'A second number for one process, under which nobody looks for what to take away.',
      'claimed-group-serves-claimant':
        'Two users in one group: the claims of slots look at one slot, this one at all of a group.',
      'dma-reaches-only-owner': 'What all other claims are for: where DMA arrives.',
      'usage-not-negative':
        'The sign: below 0, a usage that is compared without one is above every limit.',
      'reuse-only-after-drain': 'The step in which an id meets the traffic of its last owner.',
      'user-within-limit':
        'What one user has through all front doors; the sums of the cgroups know no user.',
      'admitted-within-max': 'The limit itself.',
    },
  },
  cause: {
    reason: 'It says what is wrong where it goes wrong; the others notice what comes of it.',
    claims: {
      'slot-pasid-live':
        'The slot that outlives its id; that the id is given out again comes steps later.',
      'group-uniform': 'The members of a group against each other, whatever the slot says.',
      'requests-only-where-occupied':
        'A page request that is left where nobody is; who is served by it comes steps later.',
      'unplugged-device-holds-nothing':
        'What a device leaves behind; the next device in its place comes steps later.',
      'process-is-somebodys':
        'A process without a user, a sandbox or a cgroup; what it is then let do comes steps later.',
    },
  },
  record: {
    reason:
      'It holds two records against each other that are kept apart on purpose; the others notice what is done by the wrong one.',
    claims: {
      'system-pasid-attached':
        'The record of a driver against the slot, where other claims look at the one or the other.',
      'outstanding-equals-requests': 'The count of a device against the list of the IOMMU layer.',
      'work-queue-keeps-its-bond':
        'The record of a queue against the bond that it was opened with.',
      'mdev-agrees-with-file': 'The record of a mediated device against the file that has it open.',
      'claims-equal-vfio-files': 'The count of a group against the open VFIO files.',
      'file-references-equal-holders':
        'The references of a file against the processes that hold it.',
      'pool-knows-payer': 'What the pool knows of each id, whatever the sums of the cgroups are.',
    },
  },
  act: {
    reason:
      'It is about a step and whose call it was; claims about states notice only what the step leaves.',
    claims: {
      'fresh-mm-without-pasid':
        'A fork hands no id on: claims of states allow an address space that has one.',
      'id-returns-unheld':
        'The step in which an id comes back to the pool, and who still holds it then.',
      'used-by-holder': 'By whose call an id is used: a state does not say who called.',
      'claim-takes-idle-group': 'What a claim finds; a state does not say who came first.',
      'slot-kept-until-detach':
        'By whose call a slot changes, even where its new content is lawful.',
      'replace-swaps': 'What a replace leaves, slot and members, as it was asked for.',
      'opened-for-opener': 'Whose a new file is, in the step that opens it.',
      'file-keeps-subject': 'A file does not change: each state by itself may have it opened so.',
      'last-close-leaves-nothing': 'All that goes with a file, in the step in which it goes.',
      'charge-stays': 'A charge does not move: each state by itself may have it there.',
      'warn-changes-nothing': 'Whatever a warned call would change, be it lawful.',
      'lookup-changes-nothing': 'Whatever a question would change, be it lawful.',
    },
  },
  answer: {
    reason: 'It is about what is answered or shown, and no claim about states reads that.',
    claims: {
      'dma-answers-hardware': 'Where DMA arrives is an answer, and is in no state.',
      'unserved-request-invalid': 'What a device is told at once.',
    },
  },
  kernel: {
    reason: 'It restates what the kernel states, and is made of Linux 6.12, too.',
    claims: {
      'owner-count-bounded': 'A driver that is counted twice.',
      'slot-handle-consistent':
        'Page requests are routed by the handle, so it must be the one of the slot.',
      'handle-in-its-slot': 'The last unbind empties the slot that the handle says.',
      'mm-domains-listed': 'A bind takes the domain that the list of the address space names.',
      'mm-users-equal-processes': 'Who uses an address space.',
      'release-empties-owner': 'A release that is half done.',
    },
  },
} as const satisfies Readonly<Record<string, Staying>>;
