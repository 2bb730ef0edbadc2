/*
 * kernel/cgroup/misc.c of 6.1 as it stands. It counts in words of the machine, which have 64 bits where
 * this controller is used: so the words of this file have 64 bits here, too, on a machine of 32.
 */
#include <linux/bug.h>
#include <linux/cgroup.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include "heap.h"
#include "wasm.h"

#undef WARN_ONCE
#define WARN_ONCE(condition, format...) WARN(condition, format)
#undef kzalloc
#define kzalloc(size, flags) boot_alloc(size)

typedef u64 word_t;
#define long long long
#undef ULONG_MAX
#define ULONG_MAX U64_MAX
#undef READ_ONCE
#define READ_ONCE(word) (word)
#undef WRITE_ONCE
#define WRITE_ONCE(word, value) ((void)((word) = (value)))
#define kstrtoul kstrtoull
#define atomic_long_t atomic64_t
#define atomic_long_read atomic64_read
#define atomic_long_set atomic64_set
#define atomic_long_inc atomic64_inc
#define atomic_long_add_return atomic64_add_return
#define atomic_long_add_negative atomic64_add_negative
#include <linux/misc_cgroup.h>
#include "kernel/cgroup/misc.c"
#undef long

#define read_count(counter) atomic64_read(&(counter))
#define set_count atomic64_set
/* Nothing remembers the peak. */
#define start_peak(resource)
#include "misc-calls.h"
