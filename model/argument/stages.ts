import { DESIGNS, type Design, type Policy, type Topology, UNLIMITED } from '#contract';
import type { Action, ActionKind } from '../actions.js';
import { underPolicy } from '../policy/under-policy.js';
import { device, sandbox, scope, tree } from '../scopes/scope.js';
import { createMdev, limit, openDevSva, openVfio, probe, spawn } from './calls.js';
import type { Letter } from './question.js';
import type { Stage } from './stage.js';

/** The design behind each letter. */
export const designOf = {
  V: 'vfio-v7',
  S: 'ioasid-set-v4',
  G: 'iommu-flat',
  C: 'reference',
  M: 'mainline',
} as const satisfies Readonly<Record<Letter, Design>>;

/** How the virtual machine of user 1 comes to ids, by design; in mainline it takes none. */
export const IDS_OF_VM: Readonly<Record<Letter, readonly ActionKind[]>> = {
  V: ['vfio-alloc', 'vfio-free'],
  S: ['vfio-alloc', 'vfio-free'],
  G: ['dev-sva-alloc', 'dev-sva-free'],
  C: ['dev-sva-alloc', 'dev-sva-free'],
  M: [],
};

/** The file by which the virtual machine has its device: the first that is opened. */
export const VFIO_FILE = 1;
/** The file by which it has ids, where they come from /dev/sva: the second. */
export const DEV_SVA_FILE = 2;

/** What a stage has of its own; everything else is as `contested` says. */
interface Contest {
  readonly name: string;
  readonly about: string;
  /** The calls that are made; the drains that follow from them go without saying. */
  readonly calls: readonly ActionKind[];
  /** How many ids dev0 can express, whose queues are shared, and dev1; absent: two each. */
  readonly ids?: readonly [number, number];
  /** How many files may be open; absent: 5. */
  readonly files?: number;
  /** What each user may have; where there are cgroups, the cgroup of that number. */
  readonly limits: readonly [number, number, number?];
  /** Process 1 has a virtual machine, too, with dev0, which then has no driver. */
  readonly isSecondMachine?: true;
  /** Nothing is open when it begins. */
  readonly isUnopened?: true;
  /** The tree of cgroups; absent: three under the root. */
  readonly cgroups?: Topology['cgroups'];
  /** The cgroups of process 0 and process 1; absent: 1 and 2. */
  readonly places?: readonly [number, number];
  readonly given?: readonly Action[];
  /** Where it is another design than the letter says. */
  readonly policy?: Partial<Policy>;
  readonly withFaults?: true;
  readonly isSloppy?: true;
}

/**
 * A few ids that several users want. User 1 runs a virtual machine, process 0 in cg1, which has dev1
 * open through VFIO. User 2 runs process 1 in cg2, and may open the shared work queue of dev0, whose
 * driver is bound. Processes 2 (of user 3) and 4 (of user 2) may do the same, if they are there.
 */
export function contested(letter: Letter, contest: Contest): Stage {
  const { name, about, calls, files = 5, limits, policy, withFaults, isSloppy } = contest;
  const [queueIds, machineIds] = contest.ids ?? [2, 2];
  const isSecondMachine = contest.isSecondMachine === true;
  const sizes = scope('reference', {
    name: `${name} (${letter})`,
    about,
    alphabet: [...calls, 'drain-complete'],
    processes: 5,
    users: 3,
    userLimit: limits[0],
    sandboxes: [
      sandbox({ devSva: true, vfio: [1] }),
      ...[1, 2, 3, 4].map(() =>
        sandbox(isSecondMachine ? { devSva: true, vfio: [0] } : { workQueues: [0], mdevs: [0] }),
      ),
    ],
    mms: 5,
    groups: [true, true],
    devices: [device(queueIds + 1, 0), device(machineIds + 1, 1)],
    domains: [],
    attachHandles: 0,
    svaHandles: 4,
    owners: 0,
    files,
    mdevs: 1,
    guestPasids: 0,
    cgroups: contest.cgroups ?? tree(0, 0, 0),
    limits: [UNLIMITED, 1, 2],
    countMax: 1, // A bond that is shared takes no further id.
  });
  return {
    scope: underPolicy(sizes, { ...DESIGNS[designOf[letter]], ...policy }),
    given: givenOn(letter, contest),
    ...(withFaults === true ? { withFaults } : {}),
    ...(isSloppy === true ? { isSloppy } : {}),
  };
}

/** What has happened when a stage begins. */
function givenOn(letter: Letter, contest: Contest): readonly Action[] {
  const { limits, given = [], isUnopened, isSecondMachine } = contest;
  const [vmPlace, otherPlace] = contest.places ?? [1, 2];
  const hasDevSva = letter === 'G' || letter === 'C';
  const opened = [
    openVfio(0, 1),
    ...(hasDevSva ? [openDevSva(0)] : []),
    ...(isSecondMachine === true ? [openVfio(1, 0)] : []),
  ];
  return [
    ...(letter === 'C' ? limits.map((max, user) => limit(user + 1, max!)) : []),
    spawn(0, vmPlace),
    spawn(1, otherPlace),
    ...(isSecondMachine === true ? [] : [probe(0)]),
    ...(isUnopened === true ? [] : opened),
    ...given,
  ];
}

/** A part of dev0 is there to be opened. */
export const WITH_MDEV = [createMdev(0, 0)];

/** Two virtual machines, each with a device, and what they attach. */
export const twoMachines = (letter: Letter, policy: Partial<Policy> = {}): Stage =>
  contested(letter, {
    name: 'two-machines',
    about: 'The virtual machines of users 1 and 2, each with a device.',
    calls: [...IDS_OF_VM[letter], 'vfio-attach', 'vfio-detach'],
    limits: [1, 1],
    isSecondMachine: true,
    policy,
  });
