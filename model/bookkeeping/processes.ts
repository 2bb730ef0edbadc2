import { count, countOf, forgetCounts } from '../marks.js';
import { defineInvariant, everyProfile } from '../properties.js';

/** Falls when a fork, a pass, a close or an exit forgets a reference, or takes one twice. */
export const fileReferencesEqualHolders = defineInvariant({
  id: 'file-references-equal-holders',
  claim:
    'An open file has as many references as processes hold it, running or exited, at least one; each process lists the open files that it holds once, in rising order; and an exited process is there only while it holds one.',
  why: 'One reference too few closes a device under a virtual machine; one too many keeps its PASIDs until reboot.',
  kernel: 'get_file, fput, __fput (6.12)',
  facts: ['L6'],
  formula:
    '∀ f open: references(f) = |{P : f ∈ files(P)}| ≥ 1; ∀ P: files(P) ⊆ open; P exited implies files(P) ≠ ∅',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'file-held-by-another-user',
  violation({ processes, files }) {
    forgetCounts();
    for (let process = 0; process < processes.length; process++) {
      const holder = processes[process]!;
      if (holder.phase === 'absent') continue;
      for (let at = 0; at < holder.files.length; at++) {
        const file = holder.files[at]!;
        count(file);
        const isRising = at === 0 || holder.files[at - 1]! < file;
        if (isRising && files[file] !== undefined) continue;
        return {
          reason: `p${process} holds f${file}, which is ${isRising ? 'not open' : 'out of order'}`,
          at: [`p${process}`, `f${file}`],
        };
      }
      if (holder.phase === 'running' || holder.files.length > 0) continue;
      return { reason: `p${process} has exited and holds no file`, at: [`p${process}`] };
    }
    for (const key in files) {
      const { references } = files[key]!;
      const holders = countOf(Number(key));
      if (references === holders && holders > 0) continue;
      return {
        reason: `f${key} counts ${references} references, and ${holders} processes hold it`,
        at: [`f${key}`],
      };
    }
    return undefined;
  },
});

/** Falls when a fork or a spawn loses who a process works for, or what confines it. */
export const processIsSomebodys = defineInvariant({
  id: 'process-is-somebodys',
  claim:
    'Each running process belongs to a user, runs in a sandbox and a cgroup that there are, and each open file was opened for a user.',
  why: 'A process of nobody passes every limit, and one without a sandbox opens every device.',
  kernel: 'copy_creds, devcgroup_check_permission (6.12): P12',
  facts: [],
  formula:
    '∀ P running: user(P) ∈ users, sandbox(P) ∈ sandboxes, cgroup(P) ∈ cgroups; ∀ f open: user(f) ∈ users',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'fork-of-bound-process',
  violation({ topology, processes, files }) {
    const isUser = (user: number) => user >= 1 && user <= topology.users;
    for (let process = 0; process < processes.length; process++) {
      const running = processes[process]!;
      if (running.phase !== 'running') continue;
      const isSound =
        isUser(running.user) &&
        topology.sandboxes[running.sandbox] !== undefined &&
        topology.cgroups[running.cgroup] !== undefined;
      if (isSound) continue;
      return {
        reason: `p${process} runs for user ${running.user} in sandbox ${running.sandbox}, cg${running.cgroup}`,
        at: [`p${process}`],
      };
    }
    for (const key in files) {
      if (isUser(files[key]!.user)) continue;
      return { reason: `f${key} was opened for user ${files[key]!.user}`, at: [`f${key}`] };
    }
    return undefined;
  },
});
