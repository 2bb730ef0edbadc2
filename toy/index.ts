/** The door: two machines with known answers, by which the explorer proves itself. */
export { cachedPool } from './cached-pool.js';
export { pool } from './pool.js';
export { TOY_SCOPE } from './scope.js';
