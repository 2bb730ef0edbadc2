/* kernel/cgroup/misc.c of 6.12 as it stands. */
#include <linux/bug.h>
#include <linux/cgroup.h>
#include <linux/misc_cgroup.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include "heap.h"
#include "wasm.h"

/* Each time is told, not the first alone. */
#undef WARN_ONCE
#define WARN_ONCE(condition, format...) WARN(condition, format)
#undef kzalloc
#define kzalloc(size, flags) boot_alloc(size)
#include "kernel/cgroup/misc.c"

typedef unsigned long word_t;
#define read_count(counter) atomic64_read(&(counter))
#define set_count atomic64_set

static void start_peak(struct misc_res *resource)
{
	s64 usage = atomic64_read(&resource->usage);

	atomic64_set(&resource->events_local, 0);
	/* A usage below 0 is no peak. */
	atomic64_set(&resource->watermark, usage < 0 ? 0 : usage);
}

#include "misc-calls.h"

EXPORT(peak) u64 peak(unsigned int type, int cgroup)
{
	return read_count(cgroups[cgroup]->res[type].watermark);
}

EXPORT(events_local) u64 events_local(unsigned int type, int cgroup)
{
	return read_count(cgroups[cgroup]->res[type].events_local);
}
