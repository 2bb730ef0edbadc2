import { FIRST_GLOBAL_PASID, type GroupId, NO_OWNER } from '#contract';
import { defineRunClaimOf, type RunClaim } from '#declaration';
import type { Action } from '../actions.js';
import type { FactId } from '../facts/index.js';
import type { Input, StepOutcome } from '../input.js';
import { allocationOf, groupNamed } from '../outcomes/reasons.js';
import type { ModelStep } from '../properties.js';
import { maxPasidsOf } from '../state/members.js';
import { groupOf, type State } from '../state/state.js';
import { usedByHolder } from '../transitions/authority.js';

/** A claim of this machine that a kernel is known to break. */
export type UnkeptClaim = RunClaim<State, Action, Input, StepOutcome>;

type Text = Omit<UnkeptClaim, 'begin' | 'remember' | 'isMade'> &
  Partial<UnkeptClaim> & { readonly facts: readonly FactId[] };

const defineClaim = (claim: Text): UnkeptClaim =>
  defineRunClaimOf<State, Action, Input, StepOutcome>()(claim);

/**
 * Callers do what they may, but for one thing: a driver may leave a PASID attached. A device has one
 * driver at a time, only a bound one is removed or attaches, and only an owner releases. What is
 * remembered is which drivers are bound: under `actions: recorded` nobody notes that.
 */
const asDriversComeAndGo: Pick<UnkeptClaim, 'begin' | 'remember' | 'isMade'> = {
  begin: 0,
  remember({ action, outcome }, bound) {
    if (action.kind === 'driver-probe' && outcome.kind === 'done')
      return bound | bit(action.device);
    return action.kind === 'driver-remove' ? bound & ~bit(action.device) : bound;
  },
  isMade(state, action, bound) {
    if (action.kind === 'driver-probe') return (bound & bit(action.device)) === 0;
    if (action.kind === 'group-release') return isOwned(state, action.group);
    if (action.kind === 'device-release') return isOwned(state, groupOf(state, action.device));
    const isDrivers = action.kind === 'driver-remove' || action.kind === 'pasid-attach';
    return !isDrivers || (bound & bit(action.device)) !== 0;
  },
};

/** Falls where a driver that left a PASID attached stays counted for ever (B32). */
export const claimRefusedForSomebody = defineClaim({
  id: 'claim-refused-for-somebody',
  claim:
    'A claim of a group is refused with EPERM only while a driver of the kernel is bound to one of its devices, or somebody in user space owns it.',
  why: 'One driver with a forgotten detach takes the devices of a whole group from every virtual machine until reboot.',
  kernel: 'iommu_device_unuse_default_domain, iommu_group_claim_dma_owner (6.12)',
  facts: ['I36', 'L7'],
  ...asDriversComeAndGo,
  violation(step, bound) {
    const { action, outcome, before } = step;
    if (outcome.kind !== 'refused' || outcome.errno !== 'EPERM') return undefined;
    const at = claimed(step);
    if (at === undefined || before.groups[at]!.owner !== NO_OWNER) return undefined;
    const { devices } = before.topology;
    if (devices.some(({ group }, device) => group === at && (bound & bit(device)) !== 0)) {
      return undefined;
    }
    return {
      reason: `${action.kind} of g${at} is refused, which counts ${before.groups[at]!.ownerCount} drivers, and none is bound`,
      at: [`g${at}`],
    };
  },
});

/** What never comes after it: that somebody is given the group. */
export const noClaimIsGranted = defineClaim({
  id: 'no-claim-is-granted',
  claim: 'No claim of a group is granted.',
  why: 'It is what makes a refusal one for ever.',
  kernel: 'iommu_group_claim_dma_owner (6.12)',
  facts: ['L7'],
  ...asDriversComeAndGo,
  violation(step) {
    const at = step.outcome.kind === 'done' ? claimed(step) : undefined;
    if (at === undefined || 'warned' in step.outcome) return undefined;
    return { reason: `g${at} is given to an owner`, at: [`g${at}`] };
  },
});

/** Falls where the lowest free number is handed out, which is often the one that just came back (B39). */
export const othersBeforeReuse = defineClaim({
  id: 'others-before-reuse',
  claim:
    'The PASID that its owner let go last is handed out again only where no other one is free for the device.',
  why: 'What a device, a driver or an interrupt still does under the number of the last owner, it does to the next one: with other numbers in between it does it to nobody.',
  kernel: 'iommu_alloc_global_pasid (6.12)',
  facts: ['I14', 'I41', 'L1'],
  remember({ before, after }, last) {
    const left = idsHeld(after);
    return idsHeld(before).find((id) => !left.includes(id)) ?? last;
  },
  violation(step, last) {
    const { before, after } = step;
    const device = allocationOf(step)?.device;
    if (device === undefined || last === 0 || before.pool.chargedTo[last] !== undefined) {
      return undefined;
    }
    if (after.pool.chargedTo[last] === undefined) return undefined;
    const other = range(before, device).find(
      (id) => id !== last && before.pool.chargedTo[id] === undefined,
    );
    if (other === undefined) return undefined;
    return {
      reason: `pasid ${last} was let go last and is handed out again, while pasid ${other} is free`,
      at: [`dev${device}`, `pasid ${last}`],
    };
  },
});

/** Falls where one pool serves devices of unequal range (P16). */
export const notStarvedElsewhere = defineClaim({
  id: 'not-starved-elsewhere',
  claim:
    'An allocation for a device is refused with ENOSPC only where each PASID that it can express is in use on that device.',
  why: 'Whoever takes the low numbers for a large device, which has a million others, shuts everybody out of a small one that nobody uses.',
  kernel: 'iommu_alloc_global_pasid (6.12)',
  facts: ['I05', 'I06'],
  violation(step) {
    const { action, input, outcome, before } = step;
    if (outcome.kind !== 'refused' || outcome.errno !== 'ENOSPC') return undefined;
    if (input.faults.length > 0 || !('device' in action)) return undefined;
    const { device } = action;
    const slots = before.groups[groupOf(before, device) ?? -1]?.slots ?? {};
    const own = before.drivers[device]!.pasids.map(Number);
    const unused = range(before, device).find((id) => slots[id] === undefined && !own.includes(id));
    if (unused === undefined) return undefined;
    return {
      reason: `dev${device} is refused an id, and pasid ${unused} is in use on other devices alone`,
      at: [`dev${device}`, `pasid ${unused}`],
    };
  },
});

/** Falls where nobody asks whose id it is that is freed (P11). */
export const freedByHolder: UnkeptClaim = defineClaim({
  ...usedByHolder,
  kernel: 'iommu_free_global_pasid (6.12)',
  facts: ['I66'],
  violation: (step) => usedByHolder.violation(step),
});

/** The group that a step is to claim; undefined: it is no claim, or the device is in no group. */
function claimed(step: ModelStep): GroupId | undefined {
  const { kind } = step.action;
  if (kind !== 'group-claim' && kind !== 'device-claim') return undefined;
  return groupNamed(step) ?? undefined;
}

const isOwned = ({ groups }: State, group: GroupId | null): boolean =>
  group !== null && groups[group]!.owner !== NO_OWNER;

const bit = (device: number): number => 1 << device;

/** The ids that some owner has: where ids are kept on after that, they have been let go. */
const idsHeld = ({ pool }: State): readonly number[] =>
  Object.keys(pool.chargedTo)
    .map(Number)
    .filter((id) => pool.letGo[id] !== true);

/** The ids that a device can express, in rising order. */
function range(state: State, device: number): readonly number[] {
  const ids: number[] = [];
  for (let id: number = FIRST_GLOBAL_PASID; id < maxPasidsOf(state, device); id++) ids.push(id);
  return ids;
}
