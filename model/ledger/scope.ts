import { cgroupId, type LedgerTopology, ROOT_CGROUP, UNLIMITED } from '#contract';
import { BEFORE_6_10, type LedgerRules, SINCE_6_10 } from './rules.js';

/** The fixed things of a search of the ledger, and the numbers that its callers name. */
export interface LedgerScope {
  readonly topology: LedgerTopology;
  /** How many of its resources, from the first on, are named. */
  readonly named: number;
  readonly capacities: readonly number[];
  readonly limits: readonly number[];
  readonly amounts: readonly number[];
  /** Whether callers give back only what the same cgroup took, or whatever they like. */
  readonly callers: 'lawful' | 'any';
  /** Usages outside these bounds are not searched. */
  readonly lowest: number;
  readonly highest: number;
  readonly rules: LedgerRules;
}

const CHAIN: LedgerTopology = {
  resources: ['sev', 'sev_es'],
  cgroups: [{ parent: null }, { parent: ROOT_CGROUP }],
};

/** Half of what an `int` can tell apart: the least sums that 6.1 takes for others are multiples of it. */
const HALF = 2 ** 31;

const tree: LedgerScope = {
  topology: {
    ...CHAIN,
    cgroups: [...CHAIN.cgroups, { parent: cgroupId(1) }, { parent: ROOT_CGROUP }],
  },
  named: 1,
  capacities: [0, 2, 3],
  limits: [UNLIMITED, 1],
  amounts: [0, 1, 2],
  callers: 'lawful',
  lowest: 0,
  highest: 3,
  rules: SINCE_6_10,
};

const anyCallers: LedgerScope = {
  ...tree,
  topology: CHAIN,
  named: 2,
  capacities: [0, 1],
  limits: [UNLIMITED, 1],
  amounts: [1],
  callers: 'any',
  // One level below 0 is warned of as many are; what goes on being taken adds nothing.
  lowest: -1,
  highest: 1,
};

const greatAmounts: LedgerScope = {
  ...tree,
  topology: CHAIN,
  capacities: [4 * HALF],
  limits: [UNLIMITED, 5, 3 * HALF],
  amounts: [HALF, 2 * HALF],
  highest: 4 * HALF,
};

/**
 * What is searched together with the code of either kernel: charges in a tree under limits, two resources
 * under callers who give back what they never took, and amounts that an `int` does not hold.
 */
export const LEDGER_SCOPES = {
  'misc-tree': tree,
  'misc-any-callers': anyCallers,
  'misc-great-amounts': greatAmounts,
  'misc-tree-6.1': { ...tree, rules: BEFORE_6_10 },
  'misc-any-callers-6.1': { ...anyCallers, rules: BEFORE_6_10 },
  'misc-great-amounts-6.1': { ...greatAmounts, rules: BEFORE_6_10 },
} as const satisfies Readonly<Record<string, LedgerScope>>;
