import { implementation } from '#harness';
import { type Scope, scopes } from '#model';
import { watched } from '../wild-writes.js';
import type { Check } from './check.js';
import { directed, flipped, longRuns, pool, product, restored, runs } from './drawn.js';
import { ledger } from './ledger.js';
import { complaints, counterexamples, impossible, recordings } from './made.js';
import { atTheEnds, crowded, farApart, many } from './many.js';
import { refusals, refusedBytes } from './refused.js';
import { stories, storiesOfFiles, storiesOfMany } from './stories.js';
import { answeredAtOnce, answers, files, lacking, order, toldOnce } from './told.js';
import { topologies } from './topologies.js';

/** Slots that are led elsewhere and emptied while page requests wait at them. */
const asking: Scope = {
  ...scopes.small,
  name: 'small, of those who ask for pages',
  alphabet: [
    'driver-probe',
    'device-unplug',
    'pasid-alloc-global',
    'pasid-attach',
    'pasid-replace',
    'pasid-detach',
    'page-request',
    'page-response',
    'drain-complete',
  ],
};

/**
 * In this order, the first that fails ends it: what notices most for its time stands first.
 *
 * @public
 */
export const suite: readonly Check[] = [
  runs(scopes.small, 6, 'lawful', implementation),
  stories,
  storiesOfFiles,
  storiesOfMany,
  answeredAtOnce,
  toldOnce,
  answers,
  files,
  order,
  topologies,
  ledger,
  impossible,
  lacking,
  refusals,
  pool(33, 20),
  pool(1025, 10),
  restored(scopes.small, 4),
  runs(scopes.queue, 6, 'lawful', implementation),
  runs(scopes.contest, 6, 'lawful', implementation),
  runs(scopes.driver, 6, 'lawful', implementation),
  runs(scopes.guest, 6, 'lawful', implementation),
  runs(scopes.vfio, 6, 'lawful', implementation),
  runs(scopes.mediated, 6, 'lawful', implementation),
  complaints,
  runs(scopes.kernel, 10, 'lawful', implementation),
  runs(scopes.kernel, 10, 'sloppy', implementation),
  runs(scopes.small, 6, 'sloppy', watched),
  runs(scopes.small, 10, 'sloppy', implementation),
  restored(scopes.quota, 6),
  restored(scopes['queue-files'], 4),
  restored(scopes.guest, 6),
  restored(scopes.medium, 2),
  refusedBytes,
  many,
  atTheEnds,
  crowded,
  farApart,
  counterexamples,
  recordings,
  flipped({ sva: 'off' }, 10),
  flipped({ attachBy: 'anyone' }, 6),
  flipped({ freeBy: 'anyone' }, 3),
  flipped({ drain: 'inside-detach' }, 3),
  flipped({ quota: 'none' }, 3),
  directed([[asking, 1]], 40),
  product(scopes.driver, 200, 'lawful'),
  longRuns,
];
