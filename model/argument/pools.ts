import type { Policy } from '#contract';
import { tree } from '../scopes/scope.js';
import { spawn } from './calls.js';
import type { Letter } from './question.js';
import type { Stage } from './stage.js';
import { contested, IDS_OF_VM, WITH_MDEV } from './stages.js';

// The stages of the claims about quotas: one pool, and who wants how many ids of it.

type Limits = readonly [number, number, number];

const ONE_EACH: Limits = [1, 1, 1];
const THREE_PROCESSES = 'two processes of user 2 and by one of user 3';
const OTHERS = [spawn(2, 3), spawn(4, 2)];

/** The virtual machine beside processes of two other users. */
export const shared = (letter: Letter, limits: Limits = ONE_EACH): Stage =>
  contested(letter, {
    name: 'shared-pool',
    about: `Ids wanted by the virtual machine of user 1, whose device can express three, and by ${THREE_PROCESSES}, whose queue can express four.`,
    calls: ['file-close', ...IDS_OF_VM[letter], 'wq-open'],
    ids: [4, 3],
    limits,
    given: OTHERS,
  });

/** The same with devices of one range. */
export const sharedAlike = (letter: Letter): Stage =>
  contested(letter, {
    name: 'shared-alike',
    about: `Three ids, wanted by the virtual machine of user 1 and by ${THREE_PROCESSES}.`,
    calls: ['file-close', ...IDS_OF_VM[letter], 'wq-open'],
    ids: [3, 3],
    limits: ONE_EACH,
    given: OTHERS,
  });

/** The same without the virtual machine, which in mainline takes none of these ids. */
export const queuesAlone = contested('M', {
  name: 'queues-alone',
  about: `Two ids, wanted by ${THREE_PROCESSES}.`,
  calls: ['file-close', 'wq-open'],
  limits: ONE_EACH,
  given: OTHERS,
});

/** The same pool with a driver that wants an id for the kernel, and a mediated device. */
export const withKernel = (letter: Letter): Stage =>
  contested(letter, {
    name: 'kernel-beside',
    about:
      'Two ids, wanted by the virtual machine of user 1, by a queue and a mediated device of user 2, and by the driver for the kernel itself.',
    calls: [
      'file-close',
      'kernel-pasid-enable',
      'kernel-pasid-disable',
      ...IDS_OF_VM[letter],
      'wq-open',
      'mdev-open',
    ],
    limits: [1, 1],
    given: WITH_MDEV,
  });

/** Two virtual machines and nobody else. */
export const vfioAlone = (letter: Letter, limit: number): Stage =>
  contested(letter, {
    name: 'vfio-alone',
    about: 'Three ids, of which only the virtual machines of users 1 and 2 take any.',
    calls: ['file-close', ...IDS_OF_VM[letter]],
    limits: [limit, limit],
    ids: [3, 3],
    isSecondMachine: true,
  });

/** A virtual machine, and a process that takes ids by SVA. */
export const besideSva = (letter: Letter): Stage =>
  contested(letter, {
    name: 'vfio-beside-sva',
    about: 'Three ids; a process of user 2, which may fork, takes them beside the virtual machine.',
    calls: ['process-fork', ...IDS_OF_VM[letter], 'wq-open'],
    limits: [1, 1],
    ids: [3, 3],
  });

/** Two users, each with a cgroup, in one container, which is to have two ids and no more. */
export const container = (letter: Letter, policy: Partial<Policy> = {}): Stage =>
  contested(letter, {
    name: 'container',
    about:
      'Three ids; the virtual machine of user 1, in cg2, and two processes of user 2, in cg3, run in one container, cg1 above both, which is meant to have two.',
    calls: ['file-close', ...IDS_OF_VM[letter], 'wq-open'],
    ids: [3, 3],
    limits: [2, 2, 2],
    cgroups: tree(0, 1, 1),
    places: [2, 3],
    given: [spawn(4, 3)],
    policy,
  });

/** One user with three doors, beside a virtual machine. */
export const doors = (letter: Letter, policy: Partial<Policy> = {}): Stage =>
  contested(letter, {
    name: 'every-door',
    about:
      'Three ids; user 1 has a virtual machine, user 2 two queues and a mediated device, each user a limit of one.',
    calls: ['file-close', ...IDS_OF_VM[letter], 'wq-open', 'mdev-open'],
    ids: [3, 3],
    limits: [1, 1],
    given: [spawn(4, 2), ...WITH_MDEV],
    policy,
  });

/** What is charged can come to exceed a limit only if process or limit move afterwards. */
export const outside = (
  name: string,
  about: string,
  call: 'process-migrate' | 'cgroup-set-max',
): Stage =>
  contested('C', {
    name,
    about,
    calls: ['wq-open', 'file-close', call],
    ids: [3, 3],
    limits: [1, 2, 1],
    given: [spawn(4, 2)],
  });

/** Processes that fork, each with a queue, beside others that want one id each. */
export const forkBomb = (letter: Letter, limits: Limits = ONE_EACH): Stage =>
  contested(letter, {
    name: 'fork-bomb',
    about:
      'Three ids that fit the queue of process 1 of user 2, which may fork twice, and of process 2 of user 3, and a fourth that fits only the device of the virtual machine of user 1.',
    calls: ['process-fork', ...IDS_OF_VM[letter], 'wq-open'],
    ids: [3, 4],
    limits,
    given: [spawn(2, 3)],
  });

/** The same without the virtual machine: nobody takes a second id but by forking. */
export const forkBombAlone = (letter: Letter, limit: number): Stage =>
  contested(letter, {
    name: 'fork-bomb-alone',
    about:
      'Three ids, wanted by process 1 of user 2, which may fork twice, and by process 2 of user 3.',
    calls: ['process-fork', 'wq-open'],
    ids: [3, 3],
    limits: [limit, limit, limit],
    isUnopened: true,
    given: [spawn(2, 3)],
  });
