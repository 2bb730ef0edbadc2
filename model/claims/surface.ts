import {
  always,
  type Cell,
  type ClaimCells,
  included,
  type Letter,
  notApplicable,
  type Seen,
} from '../argument/question.js';
import type { Stage } from '../argument/stage.js';
import { contested, IDS_OF_VM, twoMachines } from '../argument/stages.js';
import { attachedByHolder, seenOfMachine } from '../judgements/use.js';

// P8 and P10: what a virtual machine can do with ids of its own and with ids of /dev/sva.

const BY_HOLDER = 'An id is attached only by a process that holds it.';
const byHolder = (stage: Stage, asked: Partial<Cell> = {}): Cell =>
  always(stage, attachedByHolder, { case: 'the check', statement: BY_HOLDER, ...asked });

/** One virtual machine that has what it needs, and nobody else. */
const machineAlone = (letter: Letter): Seen => ({
  name: letter,
  stage: contested(letter, {
    name: 'machine-alone',
    about: 'One virtual machine that takes, attaches, detaches and gives back two ids.',
    calls: [...IDS_OF_VM[letter], 'vfio-attach', 'vfio-detach'],
    limits: [2, 1],
  }),
  label: seenOfMachine,
});

const accepts = (of: Letter, by: Letter): Cell =>
  included(machineAlone(of), machineAlone(by), {
    case: `${of} in ${by}`,
    statement: `Whatever a virtual machine does with ids in ${of} it can do in ${by}.`,
    expected: 'holds',
  });

/** VFIO should accept an id that /dev/sva made. */
export const P8: ClaimCells = {
  V: [accepts('V', 'C'), accepts('V', 'G'), byHolder(twoMachines('V'), { expected: 'holds' })],
  S: [accepts('S', 'C'), byHolder(twoMachines('S'), { expected: 'holds' })],
  G: [accepts('G', 'V'), byHolder(twoMachines('G'), { expected: 'holds' })],
  C: [
    accepts('C', 'V'),
    accepts('C', 'S'),
    byHolder(twoMachines('C'), { expected: 'holds' }),
    byHolder(twoMachines('C', { attachBy: 'anyone' }), {
      case: 'without the check',
      expected: 'refuted',
    }),
  ],
  M: notApplicable(
    'Mainline asks nobody: the number is one of the table of the device, not an id of the pool.',
  ),
};

/** A confined virtual machine monitor that has opened nothing yet. */
const confined = (
  letter: Letter,
  devSvaBy: 'sandbox' | 'device-owner',
  isClosing: boolean,
): Seen => ({
  name: letter,
  stage: contested(letter, {
    name: isClosing ? 'confined-and-closing' : 'confined',
    about: isClosing
      ? 'A confined process opens what its sandbox lists, uses two ids, and closes files again.'
      : 'A confined process opens what its sandbox lists, and uses two ids.',
    calls: [
      'vfio-open',
      ...(letter === 'V' ? [] : (['dev-sva-open'] as const)),
      ...IDS_OF_VM[letter],
      'vfio-attach',
      'vfio-detach',
      ...(isClosing ? (['file-close'] as const) : []),
    ],
    limits: [2, 1],
    files: 2,
    isUnopened: true,
    policy: { devSvaBy },
  }),
  label: seenOfMachine,
});

const ANYBODY = 'whoever opens /dev/sva';
const OWNERS = 'owners of a device only';
const surface = (
  [one, other]: readonly [Letter, Letter],
  who: typeof ANYBODY | typeof OWNERS,
  asked: Partial<Cell>,
  isClosing = false,
): Cell => {
  const devSvaBy = who === ANYBODY ? 'sandbox' : 'device-owner';
  return included(confined(one, devSvaBy, isClosing), confined(other, devSvaBy, isClosing), {
    case: `${one} in ${other}, ${who}${isClosing ? ', files closed' : ''}`,
    statement: `All that a confined process can do with ids in ${one} it can do in ${other}; whether a limit or an empty pool refuses it an id is not told apart.`,
    ...asked,
  });
};

/** The same operations in /dev/sva add no attack surface. */
export const P10: ClaimCells = {
  V: [
    surface(['V', 'C'], ANYBODY, { expected: 'holds' }),
    surface(['V', 'C'], OWNERS, { expected: 'holds' }),
    surface(['V', 'C'], OWNERS, { expected: 'holds' }, true),
    surface(['V', 'G'], OWNERS, { expected: 'holds' }),
  ],
  S: [
    surface(['S', 'C'], ANYBODY, { expected: 'holds' }),
    surface(['S', 'C'], OWNERS, { expected: 'holds' }),
    surface(['S', 'C'], OWNERS, { expected: 'holds' }, true),
  ],
  G: [
    surface(['G', 'V'], ANYBODY, { expected: 'refuted' }),
    surface(['G', 'V'], OWNERS, { expected: 'holds' }),
  ],
  C: [
    surface(['C', 'V'], ANYBODY, { expected: 'refuted' }),
    surface(['C', 'V'], OWNERS, { expected: 'holds' }),
    surface(['C', 'S'], OWNERS, { expected: 'holds' }),
    surface(
      ['C', 'V'],
      OWNERS,
      {
        expected: 'holds',
        finding:
          'An id of /dev/sva outlives the device it was taken for: after the device file is closed and opened again it can be attached without having been taken anew, and a process without a device keeps it, charged to its cgroup. So the two are alike only as long as the device stays open.',
      },
      true,
    ),
  ],
  M: notApplicable('Mainline has no /dev/sva; its VFIO takes no ids from the pool.'),
};
