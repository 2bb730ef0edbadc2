import type { ActionTable } from './table.js';

/**
 * What happens to whatever was attached through a device that is pulled out, in order. Each effect is
 * that of the table it names.
 */
const REMOVAL = [
  'Each of its pending page requests is answered INVALID (L3). What the device was told is gone with it, and nothing is told to it any more; from here on it counts as a device in no group that cannot tag its DMA, in every table.',
  'Each work queue file that is open on the device loses its bond, as sva-unbind says, in rising order of files; the file itself stays open (uacce_remove, 6.12; B69: closing it later must not unbind again). A bond that a caller which broke its contract has ended already is only forgotten, without a warning.',
  "Each slot that the VFIO file of the device attached and that is still attached under one of its address spaces is detached, as DETACH says, in rising order of PASIDs; then its record and the guest's map are empty. The file stays open, and the claim of the group with it.",
  'The slot of each mediated device of this parent that is open is detached, if it holds the address space of its file; the mediated device keeps its id until it is closed.',
  "The slot at the system PASID of its kernel driver, and the slots of its group at the ids in that driver's record, are detached where they are attached, whatever they hold; then the device has no system PASID, the record is empty, and all these ids are let go as LET_GO says. That holds also where the driver itself has left before and forgot them.",
  'If a kernel driver was bound it is no longer, and where the device was in a group the owner count is one lower, if it was above 0.',
  'If no plugged member that can tag its DMA is left in the group, every slot of the group that is still occupied is empty at once: no device is left that could send anything. A bond whose slot is emptied so lives on, without one, until it is unbound; likewise the VFIO file of a member that cannot tag keeps the id in its record and its guest map.',
] as const;

/** Devices that come and go: decisions of the reference; 6.12 leaves what was attached as it is. */
export const deviceTables = [
  {
    action: 'device-plug',
    actor: 'the bus',
    kernel: 'iommu_probe_device (6.12)',
    policy: 'actions: whole',
    requires: ['the device is unplugged'],
    checks: [
      {
        when: 'the device belongs to a group that has an owner, or one of whose slots is occupied',
        answer: 'EBUSY',
        source:
          'decision: iommu_probe_device (6.12) lets the device in and tells it of no PASID, which breaks I21; the reference waits until the group is idle',
      },
    ],
    answer: 'done',
    effect: ['The device is plugged in, without a driver, and was told of nothing.'],
  },
  {
    action: 'device-unplug',
    actor: 'the bus, by surprise',
    kernel: 'iommu_release_device (6.12)',
    policy: 'actions: whole',
    requires: ['the device is plugged in'],
    checks: [],
    answer: 'done',
    effect: [
      "Decision (DESIGN 2.3, removal: detaches). Surprise removal is nobody's fault, so it is always lawful.",
      ...REMOVAL,
      'Under removal: leaves-stale, as in the core of 6.12, the device only counts as one in no group that cannot tag its DMA, and its kernel driver is no longer bound and counted. Slots, records, pending requests, and what the device was told stay as they are.',
    ],
  },
] as const satisfies readonly ActionTable[];
