import type { PasidDriver } from '#contract';
import { DeviceActions } from './device-actions.js';

/**
 * The PASID subsystem: each public method is one action of the contract. It checks what the caller
 * promised, takes the steps, and leaves the keeping of records to the parts. One floor for each
 * subject, each standing on the one to its left:
 *
 *     MachineRecords <- AllocatorActions <- ProcessActions <- SlotSteps <- RequestActions
 *         <- AttachmentActions <- OwnershipActions <- SvaActions <- KernelPasidActions
 *         <- FileSteps <- DevSvaActions <- WorkQueueActions <- VfioActions <- GuestActions
 *         <- MdevActions <- FileActions <- DeviceActions <- PasidSubsystem
 */
export class PasidSubsystem extends DeviceActions implements PasidDriver {}
