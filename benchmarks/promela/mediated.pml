/*
 * The scope `mediated` (model/scopes/doors.ts) for Spin: 1 process, 1 address space, 1 group of 1
 * device, the ids 1 and 2, 2 mediated devices, 2 files, the root cgroup and a child. One process
 * that picks any call that changes something, in one step, so that Spin stores the states that the
 * explorer counts, 784, and makes a transition of each such call, 3,596.
 *
 * Left out are calls that change nothing (a refusal, an injected fault, a disable of nothing), which
 * lead back to where they began, and the observers of the ledger, which the explorer does not count
 * either. Left out is also what the rest implies here:
 *   - the address space is live while its process runs, and never has a PASID;
 *   - a file has one holder, the process, so one reference, and one user;
 *   - the group counts its one driver, always has its default domain, and never an owner;
 *   - for whom an id was allocated, because an mdev's is charged through its file and the system
 *     PASID is not: `charge` tells the two apart;
 *   - that an id was let go, because whoever parts with one here detaches it: it drains as long;
 *   - the domain of a slot and the hardware entry, because an id has one owner, and an owner one
 *     domain for each file, or that of the kernel;
 *   - the usage of the cgroups, which is the sum of `charge`.
 */
#define ABSENT  0 /* of a process, and of an mdev */
#define EXITED  3 /* of a process: it still holds files; 1 and 2: it runs in the root, in the child */
#define RUNS    (process == 1 || process == 2)
#define CREATED 1 /* of an mdev */

#define FREE       0
#define FOR_KERNEL 1 /* charged to the root */
#define FOR_FILE   1 /* and the number of the process's cgroup, from 1: 2 or 3 */

#define EMPTY    0
#define ATTACHED 1
#define DRAINING 2

byte process;
bool bound;        /* the driver */
byte system;       /* its system PASID, or 0 */
byte mdev[2];
byte pasid[2];     /* of an mdev while it is open, else 0 */
byte file[3];      /* index: from 1; 0: not open, else the mdev, from 1 */
byte charge[3];    /* index: the id, from 1 */
byte slot[3];      /* index: the id, from 1 */

#define IS_OPEN(m)  (pasid[m] != 0)
#define LOWEST_FILE (file[1] == 0 -> 1 : 2)
#define NONE_OPEN   (file[1] == 0 && file[2] == 0)

/* An id leaves the pool: nothing may be on its way at it. */
#define TAKE(x, payer) \
  assert(slot[x] == EMPTY); charge[x] = payer; slot[x] = ATTACHED

/* An id stays charged, and out of the pool, until its slot has drained. */
#define LET_GO(x) \
  assert(slot[x] == ATTACHED && charge[x] != FREE); slot[x] = DRAINING

#define SPAWN(cgroup) \
  :: d_step { process == ABSENT -> process = cgroup }

/* Who holds no file is gone at once. */
#define EXIT \
  :: d_step { RUNS -> process = (NONE_OPEN -> ABSENT : EXITED) }

#define PROBE \
  :: d_step { !bound && slot[1] != DRAINING && slot[2] != DRAINING -> bound = true }

#define REMOVE \
  :: d_step { bound && slot[1] != ATTACHED && slot[2] != ATTACHED -> \
       assert(system == 0 && NONE_OPEN); bound = false }

#define ENABLE(x) \
  :: d_step { bound && system == 0 && charge[x] == FREE -> TAKE(x, FOR_KERNEL); system = x }

#define DISABLE \
  :: d_step { bound && system != 0 -> LET_GO(system); system = 0 }

/* An mdev outlives the driver, but is neither made nor opened without one. */
#define CREATE(m) \
  :: d_step { mdev[m] == ABSENT && bound -> mdev[m] = CREATED }

#define DESTROY(m) \
  :: d_step { mdev[m] == CREATED && !IS_OPEN(m) -> mdev[m] = ABSENT }

#define OPEN(m, x) \
  :: d_step { RUNS && (file[1] == 0 || file[2] == 0) && mdev[m] == CREATED && bound && \
              !IS_OPEN(m) && charge[x] == FREE -> \
       TAKE(x, FOR_FILE + process); file[LOWEST_FILE] = m + 1; pasid[m] = x }

#define CLOSE(f) \
  :: d_step { file[f] != 0 -> \
       assert(process != ABSENT); \
       LET_GO(pasid[file[f] - 1]); pasid[file[f] - 1] = 0; file[f] = 0; \
       process = (process == EXITED && NONE_OPEN -> ABSENT : process) }

#define DRAINED(x) \
  :: d_step { slot[x] == DRAINING -> slot[x] = EMPTY; charge[x] = FREE }

active proctype machine() {
  do
  SPAWN(1) SPAWN(2) EXIT
  PROBE REMOVE
  ENABLE(1) ENABLE(2) DISABLE
  CREATE(0) CREATE(1) DESTROY(0) DESTROY(1)
  OPEN(0, 1) OPEN(0, 2) OPEN(1, 1) OPEN(1, 2)
  CLOSE(1) CLOSE(2)
  DRAINED(1) DRAINED(2)
  od
}
