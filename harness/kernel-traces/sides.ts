import type { LedgerTopology } from '#contract';
import type { IoasidScope } from '#model';
import { type IoasidSide, modelIoasid } from './ioasid-side.js';
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

/** The model's side: one family has no implementation beside it. */
export interface ModelSide extends Side {
  readonly ioasid: (scope: IoasidScope) => IoasidSide;
}

/** The two sides of a replay. */
export interface Sides {
  readonly model: ModelSide;
  readonly implementation: Side;
}

/** The model and the implementation of this project. */
export const bothSides: Sides = {
  model: {
    ledger: modelLedger,
    iommu: (scope, mms) => iommuSide(modelMachine(scope.topology), scope, mms),
    ioasid: modelIoasid,
  },
  implementation: {
    ledger: implementationLedger,
    iommu: (scope, mms) => iommuSide(implementationMachine(scope.topology), scope, mms),
  },
};
