import { attachmentFacts } from './attachment.js';
import type { Fact } from './fact.js';
import { faultFacts } from './faults.js';
import { identityFacts } from './identity.js';
import { livenessFacts } from './liveness.js';
import { quotaFacts } from './quota.js';

const numbered = {
  ...identityFacts,
  ...attachmentFacts,
  ...faultFacts,
  ...quotaFacts,
  ...livenessFacts,
} as const;

export { argument } from './argument.js';

/** The number of an invariant (I) or of a liveness claim (L) on the fact sheet. */
export type FactId = keyof typeof numbered;

/** The fact sheet: every number, in its order. */
export const facts: { readonly [Id in FactId]: Fact } = numbered;
