import { NO_FILE, NO_PASID } from '#contract';
import { done, refused } from '../outcome.js';
import { defineAction } from '../vocabulary.js';

/** A part of a device can be handed out while the device stays with its kernel driver. */
export const mdevCreate = defineAction({
  kind: 'mdev-create',
  summary: 'Create a mediated device with a parent.',
  kernel: 'mdev_device_create (6.12)',
  params: { mdev: 'mdev', device: 'device' },
  actions: 'whole',
  faults: ['kzalloc_mdev'],

  isPossible: ({ mdevs }, { mdev }) => mdevs[mdev]!.phase === 'absent',

  // An unplugged device has no driver either.
  step(draft, { mdev, device }, circumstances) {
    if (!draft.drivers[device]!.isBound) return refused('ENODEV');
    if (circumstances.fails('kzalloc_mdev')) return refused('ENOMEM');
    draft.mdevs[mdev] = { phase: 'created', device, file: NO_FILE, pasid: NO_PASID };
    return done;
  },
});
