/*
 * Scopes in which parts of a device are handed out (model/scopes/) for Spin: 1 group of 1 device, the
 * root cgroup and perhaps a child. How many there are of the rest is given on the command line:
 *
 *   mediated      -DPROCESSES=1 -DCGROUPS=2 -DMDEVS=2 -DFILES=2 -DIDS=2
 *   shares        -DPROCESSES=2 -DCGROUPS=2 -DMDEVS=2 -DFILES=2 -DIDS=3
 *   many-shares   -DPROCESSES=3 -DCGROUPS=1 -DMDEVS=3 -DFILES=3 -DIDS=4
 *
 * and as many address spaces as processes. One process that picks any call that changes something, in
 * one step, so that Spin stores the states that the explorer counts and makes a transition of each
 * such call.
 *
 * Left out are calls that change nothing (a refusal, an injected fault, a disable of nothing), which
 * lead back to where they began, and the observers of the ledger, which the explorer does not count
 * either. Left out is also what the rest implies here:
 *   - an address space is live while a process runs in it, and never has a PASID;
 *   - a file has one holder, the process that opened it, so one reference, and one user;
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
#define RUNS(p) (process[p] == 1 || process[p] == 2)
#define CREATED 1 /* of an mdev */

#define FREE       0
#define FOR_KERNEL 1 /* charged to the root */
#define FOR_FILE   1 /* and the number of the process's cgroup, from 1: 2 or 3 */

#define EMPTY    0
#define ATTACHED 1
#define DRAINING 2

byte process[3];
byte mm[3];        /* of a process while it runs, from 1, else 0 */
bool bound;        /* the driver */
byte system;       /* its system PASID, or 0 */
byte mdev[3];
byte pasid[3];     /* of an mdev while it is open, else 0 */
byte file[4];      /* index: from 1; 0: not open, else the mdev, from 1 */
byte holder[4];    /* of a file while it is open: the process, from 1, else 0 */
byte charge[5];    /* index: the id, from 1 */
byte slot[5];      /* index: the id, from 1 */

/* Files from 1 to 3; those past FILES are never open. */
#define IS_OPEN(m)      (pasid[m] != 0)
#define LOWEST_FILE     (file[1] == 0 -> 1 : (file[2] == 0 -> 2 : 3))
#define IS_FILE_LEFT    (LOWEST_FILE <= FILES && file[LOWEST_FILE] == 0)
#define HOLDS_NONE(p)   (holder[1] != p + 1 && holder[2] != p + 1 && holder[3] != p + 1)
#define NONE_OPEN       (file[1] == 0 && file[2] == 0 && file[3] == 0)
#define NO_SLOT_IS(s)   (slot[1] != s && slot[2] != s && slot[3] != s && slot[4] != s)
#define IS_MM_UNUSED(x) (mm[0] != x && mm[1] != x && mm[2] != x)

/* An id leaves the pool: nothing may be on its way at it. */
#define TAKE(x, payer) \
  assert(slot[x] == EMPTY); charge[x] = payer; slot[x] = ATTACHED

/* An id stays charged, and out of the pool, until its slot has drained. */
#define LET_GO(x) \
  assert(slot[x] == ATTACHED && charge[x] != FREE); slot[x] = DRAINING

#define SPAWN(p, x, cgroup) \
  :: d_step { p < PROCESSES && x <= PROCESSES && cgroup <= CGROUPS && \
              process[p] == ABSENT && IS_MM_UNUSED(x) -> \
       process[p] = cgroup; mm[p] = x }

/* Who holds no file is gone at once. */
#define EXIT(p) \
  :: d_step { RUNS(p) -> process[p] = (HOLDS_NONE(p) -> ABSENT : EXITED); mm[p] = 0 }

#define PROBE \
  :: d_step { !bound && NO_SLOT_IS(DRAINING) -> bound = true }

#define REMOVE \
  :: d_step { bound && NO_SLOT_IS(ATTACHED) -> \
       assert(system == 0 && NONE_OPEN); bound = false }

#define ENABLE(x) \
  :: d_step { x <= IDS && bound && system == 0 && charge[x] == FREE -> \
       TAKE(x, FOR_KERNEL); system = x }

#define DISABLE \
  :: d_step { bound && system != 0 -> LET_GO(system); system = 0 }

/* An mdev outlives the driver, but is neither made nor opened without one. */
#define CREATE(m) \
  :: d_step { m < MDEVS && mdev[m] == ABSENT && bound -> mdev[m] = CREATED }

#define DESTROY(m) \
  :: d_step { mdev[m] == CREATED && !IS_OPEN(m) -> mdev[m] = ABSENT }

#define OPEN(p, m, x) \
  :: d_step { x <= IDS && RUNS(p) && IS_FILE_LEFT && mdev[m] == CREATED && bound && \
              !IS_OPEN(m) && charge[x] == FREE -> \
       TAKE(x, FOR_FILE + process[p]); \
       holder[LOWEST_FILE] = p + 1; file[LOWEST_FILE] = m + 1; pasid[m] = x }

#define CLOSE(f, p) \
  :: d_step { holder[f] == p + 1 -> \
       assert(file[f] != 0 && process[p] != ABSENT); \
       LET_GO(pasid[file[f] - 1]); pasid[file[f] - 1] = 0; file[f] = 0; holder[f] = 0; \
       process[p] = (process[p] == EXITED && HOLDS_NONE(p) -> ABSENT : process[p]) }

#define DRAINED(x) \
  :: d_step { slot[x] == DRAINING -> slot[x] = EMPTY; charge[x] = FREE }

#define SPAWNS(p) \
  SPAWN(p, 1, 1) SPAWN(p, 2, 1) SPAWN(p, 3, 1) SPAWN(p, 1, 2) SPAWN(p, 2, 2) SPAWN(p, 3, 2)
#define OPENS(p) \
  OPEN(p, 0, 1) OPEN(p, 0, 2) OPEN(p, 0, 3) OPEN(p, 0, 4) \
  OPEN(p, 1, 1) OPEN(p, 1, 2) OPEN(p, 1, 3) OPEN(p, 1, 4) \
  OPEN(p, 2, 1) OPEN(p, 2, 2) OPEN(p, 2, 3) OPEN(p, 2, 4)
#define CLOSES(p) CLOSE(1, p) CLOSE(2, p) CLOSE(3, p)
#define ALL(p)    SPAWNS(p) EXIT(p) OPENS(p) CLOSES(p)

active proctype machine() {
  do
  ALL(0) ALL(1) ALL(2)
  PROBE REMOVE
  ENABLE(1) ENABLE(2) ENABLE(3) ENABLE(4) DISABLE
  CREATE(0) CREATE(1) CREATE(2) DESTROY(0) DESTROY(1) DESTROY(2)
  DRAINED(1) DRAINED(2) DRAINED(3) DRAINED(4)
  od
}
