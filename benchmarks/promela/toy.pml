/*
 * The toy pool (toy/pool.ts) for Spin: 4 processes, 5 PASIDs, quota 2. One process that picks any
 * enabled alloc or free in one atomic step, so that Spin stores the states that we count, and checks
 * the quota where it could be broken.
 */
#define QUOTA 2

byte owner[5]; /* 0: nobody, else the process, from 1 */
byte freed[4]; /* modulo 4 */
byte held[4];  /* what owner implies; it makes no state of its own */

#define ALLOC(p, x) \
  :: atomic { owner[x] == 0 && held[p] < QUOTA -> \
       owner[x] = p + 1; held[p]++; assert(held[p] <= QUOTA) }
#define FREE(p, x) \
  :: atomic { owner[x] == p + 1 -> \
       owner[x] = 0; held[p]--; freed[p] = (freed[p] + 1) % 4 }
#define BOTH(p, x) ALLOC(p, x) FREE(p, x)
#define ALL(p) BOTH(p, 0) BOTH(p, 1) BOTH(p, 2) BOTH(p, 3) BOTH(p, 4)

active proctype pool() {
  do
  ALL(0) ALL(1) ALL(2) ALL(3)
  od
}
