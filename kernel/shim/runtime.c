/*
 * What kernel code that runs alone asks of the rest of the kernel: memory, locks, the log. One
 * thread runs; a lock that is taken twice, or given back when it is free, is a verdict.
 */
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include "heap.h"
#include "runtime.h"
#include "wasm.h"

struct task_struct the_task;
struct lockdep_map rcu_lock_map;

PLATFORM(warn) void platform_warn(void);

void warn_slowpath_fmt(const char *file, const int line, unsigned int taint, const char *fmt, ...)
{
	platform_warn();
}

void __warn_printk(const char *fmt, ...)
{
	platform_warn();
}

void panic(const char *fmt, ...)
{
	__builtin_trap();
}

void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t)
{
	__builtin_trap();
}

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	atomic_long_set(&lock->owner, 0);
}

void mutex_lock(struct mutex *lock)
{
	if (atomic_long_read(&lock->owner))
		__builtin_trap();
	atomic_long_set(&lock->owner, 1);
}

void mutex_unlock(struct mutex *lock)
{
	if (!atomic_long_read(&lock->owner))
		__builtin_trap();
	atomic_long_set(&lock->owner, 0);
}

/* Nobody reads while something is freed. */
void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	func(head);
}

unsigned int node_place;
static struct pool node_pool;
static struct pool bitmap_pool;

void tree_memory_init(unsigned int trees)
{
	pool_init(&node_pool, sizeof(struct xa_node), trees);
	pool_init(&bitmap_pool, sizeof(struct ida_bitmap), 1);
}

/* Since 6.10 allocations are counted by macros that have the names which the functions had. */
#ifndef kmem_cache_alloc_lru
#define kmem_cache_alloc_lru_noprof kmem_cache_alloc_lru
#define __kmalloc_cache_noprof kmalloc_trace
#endif

/* Only nodes of trees come from a cache. */
void *kmem_cache_alloc_lru_noprof(struct kmem_cache *cache, struct list_lru *lru, gfp_t flags)
{
	struct xa_node *node = pool_take_at(&node_pool, node_place);

	INIT_LIST_HEAD(&node->private_list);
	return node;
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	heap_free(object);
}

/* Whoever else asks for memory does so by a macro of its shim: what is left are bitmaps of ids. */
struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1];

void *__kmalloc_cache_noprof(struct kmem_cache *cache, gfp_t flags, size_t size)
{
	if (size > bitmap_pool.size)
		__builtin_trap();
	return pool_take_at(&bitmap_pool, 0);
}

void kfree(const void *object)
{
	heap_free(object);
}

/* Where accesses are looked at, the heap has these two. */
__weak void *memset(void *to, int value, size_t size)
{
	return __builtin_memset(to, value, size);
}

__weak void *memcpy(void *to, const void *from, size_t size)
{
	return __builtin_memcpy(to, from, size);
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (unsigned char)*a - (unsigned char)*b;
}

/* The log is told where a module wants to know what goes into it. */
__weak int _printk(const char *fmt, ...)
{
	return 0;
}

void _dev_warn(const struct device *dev, const char *fmt, ...)
{
}

void __local_bh_enable_ip(unsigned long ip, unsigned int count)
{
}
