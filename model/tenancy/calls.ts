import { fileNamed, groupNamed, isGranted, isLastClose, isStranding } from '../outcomes/reasons.js';
import { defineTransitionInvariant, everyProfile, type ModelStep } from '../properties.js';
import { groupByTopology } from '../relations/members.js';

/** Falls when a call counts twice, for another group, or where it was refused. */
export const ownerCountFollowsCalls = defineTransitionInvariant({
  id: 'owner-count-follows-calls',
  claim:
    'The owner count of a group grows by one with each claim, each VFIO file and each driver that is let in, and shrinks by one with each that leaves, or to 0 with the release of the group; a driver is bound and unbound only by its own probe, removal or unplug.',
  why: 'A claim that is counted twice is never given back; one that is given back twice takes the group from its owner.',
  kernel:
    'iommu_device_use_default_domain, iommu_device_claim_dma_owner and their counterparts (6.12)',
  facts: ['I34', 'I36'],
  formula:
    '∀ g: count′(g) = count(g) + [claim, vfio-open or probe in g granted] − [release, last close, remove or unplug in g that ends one], or 0 after group-release; bound′(d) ≠ bound(d) implies probe, remove or unplug of d',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'claim-counted',
  violation(step) {
    const { action, before, after } = step;
    const called = groupCalled(step);
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!.ownerCount;
      const now = after.groups[at]!.ownerCount;
      if (now === (called === at ? countDue(step, old) : old)) continue;
      return {
        reason: `g${at} counted ${old} and counts ${now} after ${action.kind}`,
        at: [`g${at}`],
      };
    }
    const isWhole = before.topology.policy.actions === 'whole';
    for (let device = 0; device < after.drivers.length; device++) {
      const due = isWhole && isBoundDue(step, device);
      if (after.drivers[device]!.isBound === due) continue;
      return {
        reason: `${action.kind} left dev${device} ${due ? 'without a driver' : 'with a driver bound'}`,
        at: [`dev${device}`],
      };
    }
    return undefined;
  },
});

/** Falls when a release takes more than the ownership, or a claim makes a domain of its own. */
export const groupKeepsItsDomains = defineTransitionInvariant({
  id: 'group-keeps-its-domains',
  claim:
    'A group that has its default domain or a blocking one keeps it; it gets the one when the bus was probed, and the other in a claim.',
  why: 'A group that is released to a domain that is gone leaves its devices with the memory of the last owner.',
  kernel: '__iommu_group_alloc_blocking_domain, iommu_setup_default_domain (6.12)',
  facts: ['I34', 'I37'],
  formula:
    '∀ g: hasDefault′(g) = hasDefault(g) or group-default-domain-ready(g); hasBlocking′(g) = hasBlocking(g), or claimed or tried in this step',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'blocking-domain-left',
  violation(step) {
    const { action, before, after } = step;
    for (let at = 0; at < after.groups.length; at++) {
      const old = before.groups[at]!;
      const now = after.groups[at]!;
      if (old === now) continue;
      const isNamed = groupCalled(step) === at;
      const isReady = isNamed && action.kind === 'group-default-domain-ready';
      const isClaim = isNamed && CLAIMS.includes(action.kind);
      const isSound =
        now.hasDefaultDomain === (old.hasDefaultDomain || isReady) &&
        (now.hasBlockingDomain === old.hasBlockingDomain || (now.hasBlockingDomain && isClaim));
      // A call that means nothing warns, and makes nothing ready.
      if (isSound || (isReady && 'warned' in step.outcome)) continue;
      return { reason: `${action.kind} changed which domains g${at} has`, at: [`g${at}`] };
    }
    return undefined;
  },
});

/** Falls when a fork, an exec or a migration takes more along than it should, or less. */
export const processKeepsIdentity = defineTransitionInvariant({
  id: 'process-keeps-identity',
  claim:
    'A process keeps its user and its sandbox as long as it runs, and its cgroup unless it is migrated; a child has those of its parent, and a process that is spawned those that its number says.',
  why: 'A process would leave its limits and its sandbox behind by forking.',
  kernel: 'copy_creds, cgroup_attach_task (6.12): P7, P12',
  facts: ['I60'],
  formula:
    '∀ P running before and after: (user, sandbox)′ = (user, sandbox), cgroup′ = cgroup or migrated to; fork: child′ = parent; spawn: user′ = 1 + n mod users, sandbox′ = n mod sandboxes',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'fork-of-bound-process',
  violation(step) {
    const { before, after } = step;
    for (let process = 0; process < after.processes.length; process++) {
      const now = after.processes[process]!;
      if (before.processes[process] === now || now.phase !== 'running') continue;
      const due = identityDue(step, process);
      const isSame =
        now.user === due?.user && now.sandbox === due.sandbox && now.cgroup === due.cgroup;
      if (isSame) continue;
      return {
        reason: `p${process} runs for user ${now.user} in sandbox ${now.sandbox}, cg${now.cgroup}, after ${step.action.kind}`,
        at: [`p${process}`],
      };
    }
    return undefined;
  },
});

const CLAIMS: readonly string[] = ['group-claim', 'device-claim', 'vfio-open'];

/** Whether a kernel driver is to be bound to the device after the step. */
function isBoundDue(step: ModelStep, device: number): boolean {
  const { action, before } = step;
  const isCalled = 'device' in action && action.device === device && isGranted(step);
  if (isCalled && action.kind === 'driver-probe') return true;
  const isLeft = action.kind === 'driver-remove' || action.kind === 'device-unplug';
  return before.drivers[device]!.isBound && !(isCalled && isLeft);
}

/** The group whose count a step may change. */
function groupCalled(step: ModelStep): number {
  const { before } = step;
  if (isLastClose(step)) {
    const file = fileNamed(step);
    return file?.kind === 'vfio' ? groupByTopology(before, file.device) : -1;
  }
  // A claim outlives its device.
  if (step.action.kind === 'device-release') return groupByTopology(before, step.action.device);
  return groupNamed(step) ?? -1;
}

function countDue(step: ModelStep, old: number): number {
  const { action, before } = step;
  if (isStranding(step)) return 0;
  if (!isGranted(step)) return old;
  switch (action.kind) {
    case 'group-claim':
    case 'device-claim':
    case 'vfio-open':
    case 'driver-probe':
      return old + 1;
    case 'driver-remove':
      return old - 1;
    case 'device-unplug':
      return before.drivers[action.device]!.isBound && old > 0 ? old - 1 : old;
    case 'group-release':
      return 0;
    case 'device-release':
    case 'file-close':
      return old > 1 ? old - 1 : 0;
    default:
      return old;
  }
}

function identityDue({ action, before }: ModelStep, process: number) {
  const { topology } = before;
  const old = before.processes[process]!;
  if (old.phase === 'running') {
    const isMoved = action.kind === 'process-migrate' && action.process === process;
    return isMoved ? { ...old, cgroup: action.cgroup } : old;
  }
  if (action.kind === 'process-fork' && action.child === process) {
    const parent = before.processes[action.process];
    return parent?.phase === 'running' ? parent : undefined;
  }
  if (action.kind !== 'process-spawn' || action.process !== process) return undefined;
  const user = 1 + (process % topology.users);
  return { user, sandbox: process % topology.sandboxes.length, cgroup: action.cgroup };
}
