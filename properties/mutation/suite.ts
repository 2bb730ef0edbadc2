import { DIRECTED, implementation } from '#harness';
import { type Scope, scopes } from '#model';
import { watched } from '../wild-writes.js';
import type { Check } from './check.js';
import { directed, flipped, longRuns, pool, product, restored, runs } from './drawn.js';
import {
  complaints,
  counterexamples,
  impossible,
  lacking,
  recordings,
  refusals,
  refusedBytes,
} from './made.js';

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
  runs(scopes.vfio, 6, 'lawful', implementation),
  runs(scopes.queue, 6, 'lawful', implementation),
  runs(scopes.guest, 6, 'lawful', implementation),
  runs(scopes.contest, 6, 'lawful', implementation),
  runs(scopes.mediated, 6, 'lawful', implementation),
  runs(scopes.driver, 6, 'lawful', implementation),
  runs(scopes.kernel, 10, 'lawful', implementation),
  runs(scopes.kernel, 10, 'sloppy', implementation),
  runs(scopes.small, 10, 'sloppy', implementation),
  restored(scopes.small, 4),
  restored(scopes.quota, 6),
  restored(scopes['queue-files'], 4),
  restored(scopes.guest, 6),
  restored(scopes.medium, 2),
  runs(scopes.small, 6, 'sloppy', watched),
  counterexamples,
  complaints,
  refusals,
  pool(33, 20),
  pool(1025, 10),
  refusedBytes,
  recordings,
  impossible,
  lacking,
  flipped({ sva: 'off' }, 10),
  flipped({ attachBy: 'anyone' }, 6),
  flipped({ freeBy: 'anyone' }, 3),
  flipped({ drain: 'inside-detach' }, 3),
  flipped({ quota: 'none' }, 3),
  directed([[asking, 1]], 40),
  directed(DIRECTED.reference, 8),
  product(scopes.mediated, 800, 'lawful'),
  product(scopes.quota, 600, 'lawful'),
  product(scopes['odd-kernel'], 600, 'sloppy'),
  product(scopes.driver, 200, 'lawful'),
  product(scopes.vfio, 800, 'lawful'),
  product(scopes.queue, 800, 'lawful'),
  product(scopes.strangers, 1000, 'lawful'),
  product(scopes.contest, 300, 'lawful'),
  runs(scopes.medium, 3, 'lawful', watched),
  longRuns,
];
