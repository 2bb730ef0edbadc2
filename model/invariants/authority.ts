import { forgetAll, isMarked, mark } from '../marks.js';
import { defineInvariant, everyProfile } from '../properties.js';
import { groupByTopology } from '../relations/members.js';
import { ownerNamed } from '../relations/records.js';
import {
  fileBehind,
  firstSpaceOf,
  kernelDomainOf,
  targetName,
  targetOf,
} from '../relations/targets.js';
import { pasidOf, type State } from '../state/state.js';

/**
 * Falls when a slot outlives its owner and the next owner of the PASID walks into it, or when
 * somebody attaches where it owns nothing.
 */
export const slotTargetsOwner = defineInvariant({
  id: 'slot-targets-owner',
  claim:
    'An attached slot leads to what the owner of its PASID authorised: the address space that owns it; a domain of the driver that owns it; the memory of the kernel for a system PASID; an address space of a VFIO file for a PASID of /dev/sva; that of the opener for a mediated device. Mainline asks this of address spaces alone.',
  why: 'The owner of the PASID would give a device work that lands in the memory of a stranger.',
  kernel: 'iommu_sva_bind_device (6.12); the holder checks of the reference (DESIGN 2.1)',
  facts: ['I14', 'I28'],
  formula:
    '∀ g, p: slot(g, p) → mm m and p ∈ record(o) imply o = m; attachBy = holder implies slot(g, p) → D only if D ∈ authorised(owner(p), g), or p is let go and D was authorised by a driver of g or a /dev/sva file',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'id-reused-by-another-mm',
  violation(state) {
    const isForAll = state.topology.policy.attachBy === 'holder';
    if (isForAll) markOfFiles(state);
    for (let group = 0; group < state.groups.length; group++) {
      const { slots } = state.groups[group]!;
      for (const key in slots) {
        const { phase, domain } = slots[key]!;
        if (phase !== 'attached' || isAuthorised(state, group, Number(key), domain)) continue;
        const owner = ownerNamed(state, Number(key));
        // Without an owner, an address space as target is the matter of slot-pasid-live.
        if (owner === undefined && (!isForAll || targetOf(state, domain) === 'mm')) continue;
        return {
          reason: `pasid ${key} belongs to ${owner ?? 'nobody'} and leads to ${targetName(state, domain)}`,
          at: [`g${group}`, owner ?? `pasid ${key}`],
        };
      }
    }
    return undefined;
  },
});

/** Whether the owner of the PASID wants the group to reach the domain. */
function isAuthorised(state: State, group: number, pasid: number, domain: number): boolean {
  const target = targetOf(state, domain);
  // If the target itself names the PASID, a further owner is the matter of single-owner.
  if (target === 'mm') return pasidOf(state, state.svaDomains[domain]?.mm ?? -1) === pasid;
  if (state.topology.policy.attachBy !== 'holder') return true;
  switch (target) {
    case 'driver':
      return isLetGo(state, pasid) || isOfDriverIn(state, group, pasid);
    case 'kernel':
      return kernelDomainOf(state, group) === domain && isSystemPasidIn(state, group, pasid);
    case 'file':
      return isOfFile(state, group, pasid, domain);
    default:
      return false;
  }
}

/** Whether the file behind the domain may have the id led there: by its VFIO device, or its mdev. */
function isOfFile(state: State, group: number, pasid: number, domain: number): boolean {
  const id = fileBehind(state, domain);
  const file = state.files[id];
  if (file?.kind === 'vfio') {
    if (groupByTopology(state, file.device) !== group) return false;
    return isMarked(pasid) || isLetGo(state, pasid);
  }
  const mdev = file?.kind === 'mdev' ? state.mdevs[file.mdev] : undefined;
  if (mdev?.phase !== 'created' || mdev.file !== id || mdev.pasid !== pasid) return false;
  return groupByTopology(state, mdev.device) === group && firstSpaceOf(state, id) === domain;
}

function isOfDriverIn(state: State, group: number, pasid: number): boolean {
  for (let device = 0; device < state.drivers.length; device++) {
    if (groupByTopology(state, device) !== group) continue;
    if (state.drivers[device]!.pasids.some((held) => held === pasid)) return true;
  }
  return false;
}

function isSystemPasidIn(state: State, group: number, pasid: number): boolean {
  for (let device = 0; device < state.drivers.length; device++) {
    if (state.drivers[device]!.systemPasid !== pasid) continue;
    if (groupByTopology(state, device) === group) return true;
  }
  return false;
}

function isLetGo({ pool }: State, pasid: number): boolean {
  return pool.letGo[pasid] === true;
}

/** Marks every PASID that a file has in its record, of /dev/sva or of VFIO. */
function markOfFiles({ files }: State): void {
  forgetAll();
  for (const key in files) {
    const file = files[key]!;
    if (file.kind !== 'dev-sva' && file.kind !== 'vfio') continue;
    const record = file.kind === 'vfio' ? file.allocated : file.pasids;
    for (let at = 0; at < record.length; at++) mark(record[at]!);
  }
}
