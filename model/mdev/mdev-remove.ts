import { match } from 'ts-pattern';
import { NO_FILE } from '#contract';
import { done, refused, warned } from '../outcome.js';
import { defineAction } from '../vocabulary.js';

/** The kernel would wait for the last close; a step cannot, so it is refused until then. */
export const mdevRemove = defineAction({
  kind: 'mdev-remove',
  summary: 'Remove a mediated device that nobody has open.',
  kernel: 'mdev_device_remove (6.12)',
  params: { mdev: 'mdev' },
  actions: 'whole',

  isPossible: ({ mdevs }, { mdev }) => mdevs[mdev]!.phase === 'created',

  step: (draft, { mdev }) =>
    match(draft.mdevs[mdev]!)
      .with({ phase: 'created' }, ({ file }) => {
        if (file !== NO_FILE) return refused('EBUSY');
        draft.mdevs[mdev] = { phase: 'absent' };
        return done;
      })
      .with({ phase: 'absent' }, () => warned)
      .exhaustive(),
});
