import type { LedgerTopology, PasidDriverFactory } from '#contract';
import { createPasidDriver } from '#implementation';
import type { IoasidScope } from '#model';
import { type IoasidSide, type MakeLiveIoasid, modelIoasid } from './ioasid-side.js';
import { implementationMachine } from './iommu-implementation.js';
import { modelMachine } from './iommu-model.js';
import type { MmNames } from './iommu-names.js';
import type { IommuScope } from './iommu-scope.js';
import { type IommuSide, iommuSide } from './iommu-side.js';
import { implementationLedger, type LedgerSide, modelLedger } from './misc-sides.js';

/** How one side of a replay is made, for each family. */
export interface Side {
  readonly ledger: (topology: LedgerTopology) => LedgerSide;
  readonly iommu: (scope: IommuScope, mms: MmNames) => IommuSide;
}

/** The side that is held against the model's. */
export interface OtherSide extends Side {
  /** Absent: the model is alone in this family, of which there is no implementation. */
  readonly ioasid?: MakeLiveIoasid;
}

/** The model's side, which reads every family. */
export interface ModelSide extends Side {
  readonly ioasid: (scope: IoasidScope) => IoasidSide;
}

/** The two sides of a replay. */
export interface Sides {
  readonly model: ModelSide;
  readonly implementation: OtherSide;
}

/** The model and the implementation of this project. */
export const bothSides: Sides = {
  model: {
    ledger: modelLedger,
    iommu: (scope, mms) => iommuSide(modelMachine(scope.topology), scope, mms),
    ioasid: modelIoasid,
  },
  implementation: { ledger: implementationLedger, iommu: iommuSideOf(createPasidDriver) },
};

/** The side of a PASID subsystem behind the port. */
export function iommuSideOf(create: PasidDriverFactory): Side['iommu'] {
  return (scope, mms) => iommuSide(implementationMachine(create, scope.topology), scope, mms);
}
