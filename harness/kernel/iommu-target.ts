import type { PasidDriver, PasidDriverFactory } from '#contract';
import type { KernelVariant } from './built.js';
import { KernelIommu } from './iommu-driver.js';

/** The calls of the port that 6.12 has no code for, or that no module holds. */
const NOT_HERE = [
  'cgroupSetMax',
  'devicePlug',
  'deviceUnplug',
  'kernelPasidEnable',
  'kernelPasidDisable',
  'pasidReplace',
  'wqOpen',
  'wqSubmit',
  'devSvaOpen',
  'devSvaAlloc',
  'devSvaFree',
  'filePass',
  'fileClose',
  'vfioOpen',
  'vfioAttach',
  'vfioReplace',
  'vfioDetach',
  'guestBind',
  'guestUnbind',
  'mdevCreate',
  'mdevRemove',
  'mdevOpen',
  'pageRequest',
  'pageResponse',
  'drainComplete',
  'filePasid',
] as const satisfies readonly Exclude<keyof PasidDriver, keyof KernelIommu>[];

type NotHere = (typeof NOT_HERE)[number];

const notHere = Object.fromEntries(
  NOT_HERE.map((call) => [
    call,
    (): never => {
      throw new Error(`linux-6.12-iommu: expected a call of the recorded actions, saw ${call}`);
    },
  ]),
) as Record<NotHere, () => never>;

/** The IOMMU core of 6.12 as a driver of the whole port: as it stands, or a variant of it. */
export function createKernelIommu(name: KernelVariant): PasidDriverFactory {
  return (topology, platform) => Object.assign(new KernelIommu(topology, platform, name), notHere);
}

/**
 * Of which kind the blocking domain of each group is: where the IOMMU driver cannot make one that
 * blocks, an empty one serves, and the group keeps whichever it was given first.
 */
export function blockingKinds(driver: PasidDriver): string {
  if (!(driver instanceof KernelIommu)) throw new Error('expected a driver of linux-6.12-iommu');
  return driver.blockingKinds().join(' ');
}
