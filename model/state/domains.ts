import {
  type DomainId,
  domainId,
  type FileId,
  type GroupId,
  NO_DOMAIN,
  type Topology,
} from '#contract';
import type { State } from './state.js';

// All domains share one row of numbers: the callers' own, those of binds, two for each file, one for
// each group (`DomainId` in the contract). `isSvaDomain` knows the second part.

/** The two I/O address spaces that a file of a VFIO or mediated device brings. */
export function fileDomains(
  { domains, svaHandles }: Topology,
  file: FileId,
): readonly [first: DomainId, second: DomainId] {
  const second = domains.length + svaHandles + 2 * file;
  return [domainId(second - 1), domainId(second)];
}

/** The domain in which a group does DMA of the kernel's own. */
export function kernelDomain({ domains, svaHandles, files }: Topology, group: GroupId): DomainId {
  return domainId(domains.length + svaHandles + 2 * files + 1 + group);
}

/** The domain to which a slot leads, or `NO_DOMAIN` where it is empty or drains. */
export function domainIn({ groups }: State, group: number, pasid: number): DomainId {
  return groups[group]?.slots[pasid]?.domain ?? NO_DOMAIN;
}
