import { count, countOf, forgetCounts } from '../marks.js';
import { defineInvariant, everyProfile } from '../properties.js';

/** Falls when a domain is freed and left in the list, or is never entered. */
export const mmDomainsListed = defineInvariant({
  id: 'mm-domains-listed',
  claim:
    'Each SVA domain is in the list of its address space exactly once, and the list names no other.',
  why: 'A bind attaches what the list names: a freed domain would give a device a page table that is gone.',
  kernel: 'iommu_sva_bind_device, iommu_sva_unbind_device (6.12)',
  facts: ['I29'],
  formula: '∀ m live: domains(m) lists {D not freed : mm(D) = m}, each once',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'second-domain',
  violation({ mms, svaDomains }) {
    forgetCounts();
    for (let mm = 0; mm < mms.length; mm++) {
      const space = mms[mm]!;
      if (space.phase === 'absent') continue;
      for (let at = 0; at < space.domains.length; at++) {
        const domain = space.domains[at]!;
        count(domain);
        if (svaDomains[domain]?.mm === mm && countOf(domain) === 1) continue;
        return {
          reason: `mm${mm} lists domain ${domain} wrongly: freed, another's, or twice`,
          at: [`mm${mm}`, `domain ${domain}`],
        };
      }
    }
    for (const key in svaDomains) {
      if (countOf(Number(key)) === 1) continue;
      const { mm } = svaDomains[key]!;
      return {
        reason: `mm${mm} does not list its domain ${key}`,
        at: [`mm${mm}`, `domain ${key}`],
      };
    }
    return undefined;
  },
});

/** Falls when a bind, an unbind, an exec or an exit forgets its reference, or takes one twice. */
export const mmReferencesEqualHolders = defineInvariant({
  id: 'mm-references-equal-holders',
  claim:
    'An address space has one reference for its users together and one for each SVA domain, and is live exactly while it has any.',
  why: 'One reference too few drops an address space under a device; one too many keeps its PASID until reboot.',
  kernel: 'mmgrab, mmdrop, mmput (6.12)',
  facts: ['I12', 'L6'],
  formula: '∀ m live: references(m) = [users(m) > 0] + |{D not freed : mm(D) = m}| > 0',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'mm-on-two-devices',
  violation({ mms, svaDomains }) {
    forgetCounts();
    for (const key in svaDomains) count(svaDomains[key]!.mm);
    for (let mm = 0; mm < mms.length; mm++) {
      const space = mms[mm]!;
      if (space.phase === 'absent') continue;
      const holders = countOf(mm) + (space.users > 0 ? 1 : 0);
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
  kernel: 'mmget, mmput, exec_mmap (6.12)',
  facts: ['I15'],
  formula: '∀ m: users(m) = |{running processes with mm = m}|',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'fork-of-bound-process',
  violation({ processes, mms }) {
    forgetCounts();
    for (let process = 0; process < processes.length; process++) {
      const running = processes[process]!;
      if (running.phase !== 'running') continue;
      count(running.mm);
      if (mms[running.mm]?.phase === 'live') continue;
      return {
        reason: `p${process} runs on mm${running.mm}, which is dropped`,
        at: [`p${process}`, `mm${running.mm}`],
      };
    }
    for (let mm = 0; mm < mms.length; mm++) {
      const space = mms[mm]!;
      if (space.phase === 'absent' || space.users === countOf(mm)) continue;
      return {
        reason: `mm${mm} counts ${space.users} users, and ${countOf(mm)} processes use it`,
        at: [`mm${mm}`],
      };
    }
    return undefined;
  },
});
