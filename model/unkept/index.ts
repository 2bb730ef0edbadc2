/** What a good design keeps and Linux does not: the claims, and where each of them is broken. */
export {
  claimRefusedForSomebody,
  freedByHolder,
  noClaimIsGranted,
  notStarvedElsewhere,
  othersBeforeReuse,
  type UnkeptClaim,
} from './machine.js';
export { unkeptScopes } from './scopes.js';
