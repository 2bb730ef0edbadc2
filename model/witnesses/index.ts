import { attachmentWitnesses } from './attachment.js';
import { bondWitnesses } from './bonds.js';
import { lifetimeWitnesses } from './lifetime.js';
import { ownershipWitnesses } from './ownership.js';
import { poolWitnesses } from './pool.js';
import { quotaWitnesses } from './quota.js';

/** The situations that must be reached, or the claims that speak of them were checked in vain. */
export const witnesses = [
  ...poolWitnesses,
  ...quotaWitnesses,
  ...ownershipWitnesses,
  ...attachmentWitnesses,
  ...bondWitnesses,
  ...lifetimeWitnesses,
] as const;

/** The permanent names of the witnesses. */
export type WitnessId = (typeof witnesses)[number]['id'];
