import { defineInvariant } from '../properties.js';

/**
 * Falls when a process exit frees the PASID of an address space that a device still has a slot for.
 */
export const slotPasidLive = defineInvariant({
  id: 'slot-pasid-live',
  claim: 'While a slot is occupied its PASID is allocated and its address space is not dropped.',
  why: 'The freed PASID goes to another process, and the device serves it with the page table of the old one.',
  kernel: 'iommu_sva_domain_alloc takes mmgrab, __mmdrop frees the id (6.12): I12',
  formula: '∀ d, p: slot(d, p) → m implies p ∈ allocated and m live',
  antecedent: 'exit-while-bound',
  violation({ slots, mms, pool }) {
    for (let device = 0; device < slots.length; device++) {
      const ofDevice = slots[device]!;
      for (const key in ofDevice) {
        const { mm } = ofDevice[key]!;
        const isAllocated = pool.chargedTo[Number(key)] !== undefined;
        if (isAllocated && mms[mm]?.phase === 'live') continue;
        return {
          reason: isAllocated
            ? `pasid ${key} leads to mm${mm}, which is dropped`
            : `pasid ${key} is attached and not allocated`,
          at: [`dev${device}`, `mm${mm}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a bind, an unbind, an exec or an exit forgets its reference, or takes one twice. */
export const mmReferencesEqualHolders = defineInvariant({
  id: 'mm-references-equal-holders',
  claim:
    'An address space has one reference for its users together and one for each bond, and is live exactly while it has any.',
  why: 'One reference too few drops an address space under a device; one too many keeps its PASID until reboot.',
  kernel: 'mmgrab, mmdrop, mmput (6.12): I12, L6',
  formula: '∀ m live: references(m) = [users(m) > 0] + |{(d, p) : slot(d, p) → m}| > 0',
  antecedent: 'mm-on-two-devices',
  violation({ mms, slots }) {
    const bonds = mms.map(() => 0);
    for (let device = 0; device < slots.length; device++) {
      const ofDevice = slots[device]!;
      for (const key in ofDevice) bonds[ofDevice[key]!.mm]! += 1;
    }
    for (let mm = 0; mm < mms.length; mm++) {
      const space = mms[mm]!;
      if (space.phase === 'absent') continue;
      const holders = bonds[mm]! + (space.users > 0 ? 1 : 0);
      if (space.references === holders && holders > 0) continue;
      return {
        reason: `mm${mm} counts ${space.references} references and has ${holders} holders`,
        at: [`mm${mm}`],
      };
    }
    return undefined;
  },
});

/** Falls when an address space is lost or kept against what the processes themselves say. */
export const mmUsersEqualProcesses = defineInvariant({
  id: 'mm-users-equal-processes',
  claim:
    'The users of an address space are the running processes that name it, and a running process names a live one.',
  why: 'A process would run on an address space that is gone, or a bind would charge a process that is.',
  kernel: 'mmget, mmput, exec_mmap (6.12): I15',
  formula: '∀ m: users(m) = |{running processes with mm = m}|',
  antecedent: 'fork-of-bound-process',
  violation({ processes, mms }) {
    const users = mms.map(() => 0);
    for (let process = 0; process < processes.length; process++) {
      const running = processes[process]!;
      if (running.phase === 'absent') continue;
      if (mms[running.mm]?.phase !== 'live') {
        return {
          reason: `p${process} runs on mm${running.mm}, which is dropped`,
          at: [`p${process}`, `mm${running.mm}`],
        };
      }
      users[running.mm]! += 1;
    }
    for (let mm = 0; mm < mms.length; mm++) {
      const space = mms[mm]!;
      if (space.phase === 'absent' || space.users === users[mm]) continue;
      return {
        reason: `mm${mm} counts ${space.users} users, and ${users[mm]} processes use it`,
        at: [`mm${mm}`],
      };
    }
    return undefined;
  },
});
