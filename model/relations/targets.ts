import type { Topology } from '#contract';
import type { State } from '../state/state.js';

/** What a domain leads to, which its number says. */
type Target = 'none' | 'driver' | 'mm' | 'file' | 'kernel' | 'unknown';

/** Read from the number alone: a claim has to say something of numbers that are no domain, too. */
export function targetOf({ topology }: State, domain: number): Target {
  if (domain === 0) return 'none';
  if (!(domain > 0)) return 'unknown';
  if (domain <= topology.domains.length) return 'driver';
  const files = fileDomainsBegin(topology);
  if (domain < files) return 'mm';
  if (domain < kernelDomainsBegin(topology)) return 'file';
  return domain < kernelDomainsBegin(topology) + topology.groups.length ? 'kernel' : 'unknown';
}

/** The file that brings an I/O address space. */
export function fileBehind({ topology }: State, domain: number): number {
  return Math.floor((domain - fileDomainsBegin(topology)) / 2) + 1;
}

/** Whether the domain is one of the two I/O address spaces of the file. */
export function isSpaceOf(state: State, file: number, domain: number): boolean {
  return targetOf(state, domain) === 'file' && fileBehind(state, domain) === file;
}

/** The I/O address space of a file that an attach uses. */
export function firstSpaceOf({ topology }: State, file: number): number {
  return fileDomainsBegin(topology) + 2 * (file - 1);
}

/** The kernel's own DMA domain of a group. */
export function kernelDomainOf({ topology }: State, group: number): number {
  return kernelDomainsBegin(topology) + group;
}

/** A name for messages. */
export function targetName(state: State, domain: number): string {
  switch (targetOf(state, domain)) {
    case 'none':
      return 'no domain';
    case 'driver':
      return `D${domain}`;
    case 'mm': {
      const target = state.svaDomains[domain];
      return target === undefined ? 'a freed domain' : `mm${target.mm}`;
    }
    case 'file':
      return `an address space of f${fileBehind(state, domain)}`;
    case 'kernel':
      return `the kernel's memory, through g${domain - kernelDomainsBegin(state.topology)}`;
    default:
      return `domain ${domain}, which is none`;
  }
}

const fileDomainsBegin = ({ domains, svaHandles }: Topology): number =>
  domains.length + svaHandles + 1;

const kernelDomainsBegin = (topology: Topology): number =>
  fileDomainsBegin(topology) + 2 * topology.files;
