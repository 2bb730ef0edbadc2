/** The door: small machines with known answers, by which the engines prove themselves. */
export { cachedPool } from './cached-pool.js';
export { findFailing } from './find.js';
export { FreeListPool, QuotaSkippingPool } from './free-list-pool.js';
export { pool } from './pool.js';
export { PoolPair } from './pool-pair.js';
export { TOY_SCOPE } from './scope.js';
