import { deviceWitnesses } from '../file-witnesses/devices.js';
import { fileWitnesses } from '../file-witnesses/files.js';
import { ownerWitnesses } from '../file-witnesses/owners.js';
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
  ...ownerWitnesses,
  ...ownershipWitnesses,
  ...attachmentWitnesses,
  ...bondWitnesses,
  ...lifetimeWitnesses,
  ...fileWitnesses,
  ...deviceWitnesses,
] as const;

/** The permanent names of the witnesses. */
export type WitnessId = (typeof witnesses)[number]['id'];
