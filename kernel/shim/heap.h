/*
 * Memory for the objects of the kernel, in pools: each object that has a number lies at the place of
 * that number, so that equal states have equal bytes, whatever came before. What has no number, or
 * comes when its place is taken, lies behind the pools. What is freed holds no pointer that could be
 * followed, so a use after that is a trap.
 *
 * There are two heaps. heap.c hands places out again: states are few, and what was freed and is in use
 * again hides who uses it still. heap-no-reuse.c never does.
 */
#ifndef SHIM_HEAP_H
#define SHIM_HEAP_H

/* What fills memory that is not in use, and what a pointer in it reads as: outside of all memory. */
#define POISON 0xa5
#define POISONED ((void *)0xa5a5a5a5u)

#define ALIGNED(size) (((size) + 7u) & ~7u)

struct pool {
	unsigned int size;  /* of one object */
	unsigned int count; /* places */
	void *places;       /* as the heap has them */
	unsigned char *taken;
	struct spare *spares; /* freed objects behind the pools */
	struct pool *next;
};

/* Memory that is never freed; for boot, and for the heap. */
void *boot_alloc(unsigned int size);
void pool_init(struct pool *pool, unsigned int size, unsigned int count);

/* Zeroed memory at a place; behind the pools if that is taken or there is no such place. */
void *pool_take_at(struct pool *pool, unsigned int place);
/* Zeroed memory at the lowest place, or NULL if all are taken. */
void *pool_take_lowest(struct pool *pool);
/* The place of an object, or -1 if it lies behind the pools. */
int pool_place(const struct pool *pool, const void *object);
void *pool_object(const struct pool *pool, unsigned int place);
/* Frees what came from any pool; NULL is nothing. */
void heap_free(const void *object);

/* Before a snapshot is made: forgets what counts during a call only, so that equal states have equal bytes. */
void settle(void);

#endif
