import { ioasidReplay } from './ioasid-replay.js';
import { iommuReplay } from './iommu-replay.js';
import type { Place } from './json-line.js';
import { miscReplay } from './misc-replay.js';
import type { Header, Replay } from './replay.js';
import type { Sides } from './sides.js';

/** How the recordings of a family are replayed. A new family is one more row. */
export const families: Readonly<
  Record<string, (header: Header, sides: Sides, place: Place) => Replay>
> = {
  'misc-cgroup': miscReplay,
  iommu: iommuReplay,
  ioasid: ioasidReplay,
};
