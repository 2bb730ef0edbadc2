import type { PasidDriver } from '#contract';
import { SvaActions } from './sva-actions.js';

/**
 * The PASID subsystem: each public method is one action of the contract. It checks what the caller
 * promised, takes the steps, and leaves the keeping of records to the parts. One floor for each
 * chapter of the tables, each standing on the one to its left:
 *
 *     MachineRecords <- AllocatorActions <- ProcessActions <- AttachmentActions
 *                                        <- OwnershipActions <- SvaActions <- PasidSubsystem
 */
export class PasidSubsystem extends SvaActions implements PasidDriver {}
