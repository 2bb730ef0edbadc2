import { queriesDeleted, refusalsDeleted } from './deletions.js';
import { idleInvisible, limitsMonotone } from './enlargement.js';
import { likeCgroups, likeDevices, likeMms, likeProcesses } from './like-entities.js';
import { neighboursCommute } from './neighbours.js';
import type { Relation } from './relation.js';
import { recipeEqualsStep, snapshotsInvisible } from './replays.js';
import { tearDownReaches } from './tear-down.js';

/** Every metamorphic relation, in reading order. */
export const relations: readonly Relation[] = [
  likeProcesses,
  likeMms,
  likeDevices,
  likeCgroups,
  refusalsDeleted,
  queriesDeleted,
  neighboursCommute,
  snapshotsInvisible,
  recipeEqualsStep,
  limitsMonotone,
  idleInvisible,
  tearDownReaches,
];
