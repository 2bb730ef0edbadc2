import { type Outcome, POLICIES, type Policy } from '#contract';
import { defineRunClaimOf } from '#declaration';
import {
  chargeFits,
  claimRefusedForSomebody,
  freedByHolder,
  IOASID_SCOPE,
  type IoasidAction,
  type IoasidInput,
  type IoasidOutcome,
  type IoasidScope,
  type IoasidState,
  ioasid,
  ioasidActions,
  LEDGER_SCOPES,
  type LedgerAction,
  type LedgerScope,
  type LedgerState,
  ledgerActions,
  misc,
  noClaimIsGranted,
  notStarvedElsewhere,
  othersBeforeReuse,
  pasidGivenAgain,
  refusedForCause,
  type Scope,
  type UnkeptClaim,
  underPolicy,
  unkeptScopes,
} from '#model';
import { kernelIoasid } from '../kernel/ioasid-counterpart.js';
import { isIoasidTarget } from '../kernel/ioasid-module.js';
import { kernelMisc } from '../kernel/misc-counterpart.js';
import { isMiscTarget } from '../kernel/misc-ledger.js';
import type { Callers } from '../target.js';
import { targets } from '../targets/index.js';
import { claimOn } from './bench.js';
import type { Expectation } from './expectation.js';
import { iommuBench } from './iommu-bench.js';
import { machineBench } from './machine-bench.js';

/** What the core of 6.12 breaks in a scope, by such callers. */
function ofCore(
  scope: Scope,
  callers: Callers,
  claim: UnkeptClaim,
  never?: UnkeptClaim,
): Omit<Expectation, 'name' | 'bug' | 'about' | 'length' | 'kept'> {
  const target = 'linux-6.12-iommu';
  return {
    target,
    claim,
    ...(never === undefined ? {} : { never: { ...never, within: scope.countMax } }),
    scope,
    profile: scope.profile,
    pair(code, after) {
      const live = code === undefined ? undefined : targets.get(code);
      // What comes after it goes on for ever, so it is bounded.
      const isBounded = after !== undefined;
      const bench = iommuBench({ scope, callers, target: live, isBounded });
      return after === undefined ? claimOn(bench, claim) : claimOn(bench, never ?? claim, after);
    },
  };
}

/** What the misc controller of 6.1 breaks: claims that the machine keeps as 6.12 charges. */
function ofController(
  claim: typeof chargeFits | typeof refusedForCause,
): Omit<Expectation, 'name' | 'bug' | 'about' | 'length'> {
  const target = 'linux-6.1-misc-cgroup';
  const broken = defineRunClaimOf<LedgerState, LedgerAction, null, Outcome>()({
    ...claim,
    kernel: 'misc_cg_try_charge (6.1)',
  });
  const pairIn = (scope: LedgerScope, code?: string) => {
    const bench = machineBench({
      machine: misc,
      scope,
      actions: ledgerActions,
      input: null,
      viewed: ({ ledger: { resources } }) => ({ resources }),
      counterpart: code !== undefined && isMiscTarget(code) ? kernelMisc(code, scope) : undefined,
    });
    return claimOn(bench, broken);
  };
  return {
    kept: {
      by: 'the controller of 6.12, by its model',
      pair: () => pairIn({ ...SUMS, rules: LEDGER_SCOPES['misc-great-amounts'].rules }),
    },
    target,
    claim: broken,
    scope: SUMS,
    profile: target,
    pair: (code) => pairIn(SUMS, code),
  };
}

/** What giving ids to address spaces breaks in 6.1. */
function ofAddressSpaces(): Omit<Expectation, 'name' | 'bug' | 'about' | 'length'> {
  const target = 'linux-6.1-ioasid';
  const claim = defineRunClaimOf<IoasidState, IoasidAction, IoasidInput, IoasidOutcome>()(
    pasidGivenAgain,
  );
  const pairIn = (scope: IoasidScope, code?: string) => {
    const bench = machineBench({
      machine: ioasid,
      scope,
      actions: ioasidActions.filter(({ kind }) => SVA_CALLS.includes(kind)),
      input: { faults: [] },
      viewed: ({ scope: _, ...rest }) => ({ ...rest }),
      counterpart:
        code !== undefined && isIoasidTarget(code) ? kernelIoasid(code, scope) : undefined,
    });
    return claimOn(bench, claim);
  };
  return {
    kept: {
      by: 'the function since 6.4',
      pair: () => pairIn({ ...ADDRESS_SPACES, greatest: 'given' }),
    },
    target,
    claim,
    scope: ADDRESS_SPACES,
    profile: target,
    pair: (code) => pairIn(ADDRESS_SPACES, code),
  };
}

/** A design of the reference machine that keeps a claim, with such callers. */
function keptBy(
  by: string,
  {
    scope,
    callers,
    claim,
    policy,
  }: { scope: Scope; callers: Callers; claim: UnkeptClaim; policy: Policy },
): Expectation['kept'] {
  const kept = underPolicy(scope, policy);
  const pair = () =>
    claimOn(iommuBench({ scope: kept, callers, target: undefined, isBounded: true }), claim);
  return { by, pair };
}

const ADDRESS_SPACES = {
  ...IOASID_SCOPE,
  name: 'address-spaces',
  about: 'Two address spaces that ask for every range of three ids, and let go of theirs.',
  data: 0,
  families: [],
};
const SVA_CALLS: readonly string[] = ['sva-alloc-pasid', 'mm-pasid-drop'];

const SUMS = {
  ...LEDGER_SCOPES['misc-great-amounts-6.1'],
  // The smaller one is passed by a single charge.
  capacities: [5, ...LEDGER_SCOPES['misc-great-amounts-6.1'].capacities],
  name: 'sums',
  about: 'A cgroup below the root, and amounts about where a sum of 32 bits ends.',
};

/** What the kernels here are expected to do, in reading order. */
export const expectations: readonly Expectation[] = [
  {
    ...ofCore(unkeptScopes['left-attached'], 'sloppy', claimRefusedForSomebody, noClaimIsGranted),
    name: 'claim-refused-for-ever',
    kept: keptBy('the reference, whose drivers detach before they leave', {
      scope: unkeptScopes['left-attached'],
      callers: 'lawful',
      claim: claimRefusedForSomebody,
      policy: POLICIES.reference,
    }),
    bug: 'B32',
    length: 4,
    about:
      'When a driver leaves a device, `iommu_device_unuse_default_domain` takes it off the count of its group only if no PASID is attached there; else it warns and counts the driver on. Nobody takes that count back: the driver is gone, and detaching the PASID later does not lower it. So `iommu_group_claim_dma_owner` answers EPERM to everybody who wants the group for user space, as if a driver were bound. The warning is right and what follows is not: a mistake of one driver costs the whole group until reboot. A good design detaches what a driver leaves behind, or refuses to let it go, and counts who is there.',
  },
  {
    ...ofCore(unkeptScopes['next-owner'], 'lawful', othersBeforeReuse),
    name: 'immediate-reuse',
    kept: keptBy('a pool with a quarantine', {
      scope: unkeptScopes['next-owner'],
      callers: 'lawful',
      claim: othersBeforeReuse,
      policy: { ...POLICIES.reference, reuse: 'after-quarantine' },
    }),
    bug: 'B39',
    length: 3,
    about:
      '`iommu_alloc_global_pasid` asks the IDA for the lowest free number, and `iommu_free_global_pasid` puts one back at once. So the number that was freed last is often the next to be handed out, although others were never used. Nothing is broken as long as each detach drains all that is on its way; but whatever a driver, a late interrupt or a device without a full drain still does under the number then hits the next owner and not nobody. amdgpu had that bug and made its numbers cyclic. A good design hands out the others first, or keeps a number in quarantine.',
  },
  {
    ...ofCore(unkeptScopes['small-device'], 'lawful', notStarvedElsewhere),
    name: 'small-device-starved',
    // A machine of its own decides that: `not-blocked-by-another-device` (model/numbers).
    kept: { by: 'numbers that are unique for each device only' },
    length: 2,
    about:
      'There is one IDA for all devices, and `iommu_alloc_global_pasid` bounds it by `max_pasids` of the device that asks. Lowest numbers go first, so those that a small device can express are handed out for large devices, which could use any other; then the small device gets none (ENOSPC), although its own table of PASIDs is empty. Where a shared work queue and ENQCMD need numbers that are unique in the system, a design can still hand out the highest numbers of large devices first; everywhere else numbers are best unique for each device.',
  },
  {
    ...ofCore(unkeptScopes['two-holders'], 'sloppy', freedByHolder),
    name: 'foreign-free',
    kept: keptBy('the reference, whoever calls', {
      scope: unkeptScopes['two-holders'],
      callers: 'sloppy',
      claim: freedByHolder,
      policy: POLICIES.reference,
    }),
    length: 2,
    about:
      '`iommu_free_global_pasid` takes a number and nothing else: no device, no owner. It asks only whether the number is out. So a driver with a wrong number, be it a stale one or one of somebody else, puts the PASID of another into the pool, from where it is handed out a second time while its first owner still has it attached. `ioasid_free` of 6.1 was no better, and the sets of the series of 2021 were to mend it. A good design asks who frees, and answers EPERM.',
  },
  {
    ...ofAddressSpaces(),
    name: 'greatest-id-refused',
    bug: 'B06',
    length: 2,
    about:
      '`iommu_sva_alloc_pasid` takes both bounds of a range as included when it allocates, and takes the upper one for the first that is out of range when the address space has an id already. So whoever was given the greatest id of a range is refused it with EOVERFLOW the next time: a process can bind a device once and never again, or one device and not its twin. Mended upstream in 6.4, still there in 6.1. A good design writes down once whether a bound is included.',
  },
  {
    ...ofController(chargeFits),
    name: 'charge-passes-limit',
    bug: 'B58',
    length: 2,
    about:
      '`misc_cg_try_charge` of 6.1 keeps the new usage in an `int` and compares that with the limit and the capacity, which are words. A sum of 2^32 is seen as 0, one of a little more as that little, and both are granted past every limit; the usage itself, which is a word, then says so. A good design adds and compares in one width, as the controller does since the sum is a u64.',
  },
  {
    ...ofController(refusedForCause),
    name: 'charge-refused-for-nothing',
    bug: 'B58',
    length: 2,
    about:
      'The same `int` at half the size: a sum of 2^31 is negative, and compared with words it is larger than all of them. So `misc_cg_try_charge` of 6.1 refuses with EBUSY what is far below the limit and the capacity, and counts an event that no administrator can explain.',
  },
];
