/*
 * The heap that hands no memory out again. The kernel and the shims are compiled so that they ask here
 * before each access: one to a block that was freed, or between blocks, ends the call with a verdict
 * that names it. This file and memory.c alone are compiled as usual.
 */
#include <linux/string.h>
#include "heap.h"
#include "wasm.h"

/* What lies before each block, and must not be accessed either. */
struct block {
	struct pool *pool;
	struct block *before; /* the one that was made before */
	int place;            /* -1: behind the pool */
	unsigned int size;    /* without this */
};

/* Neither returns. `block` is 0 where the address is between blocks. */
PLATFORM(misused) void platform_misused(const void *address, unsigned int size, bool is_write,
					const void *block, unsigned int block_size);
PLATFORM(used_up) void platform_used_up(void);

/* Blocks lie in so many bytes: enough for some ten thousand calls. */
#define BLOCKS_MAX (32u << 20)
#define GRANULE 8u

static struct block *newest;
/* From the end of what is there before the first pool on, a bit for each granule that is forbidden. */
static unsigned int *forbidden;
static const char *first;

static unsigned int granule_of(const void *address)
{
	return ((const char *)address - first) / GRANULE;
}

static void forbid(const void *from, unsigned int size, bool is_forbidden)
{
	unsigned int at = granule_of(from), end = at + size / GRANULE;

	if (end > BLOCKS_MAX / GRANULE)
		platform_used_up();
	for (; at < end; at++)
		if (is_forbidden)
			forbidden[at / 32] |= 1u << at % 32;
		else
			forbidden[at / 32] &= ~(1u << at % 32);
}

static struct block *make_block(struct pool *pool, int place)
{
	struct block *block = boot_alloc(sizeof(*block) + pool->size);

	*block = (struct block) {
		.pool = pool, .before = newest, .place = place, .size = pool->size
	};
	newest = block;
	__builtin_memset(block + 1, POISON, block->size);
	forbid(block, sizeof(*block) + block->size, true);
	return block;
}

static struct block *block_of(const void *object)
{
	return (struct block *)object - 1;
}

static bool is_forbidden(const void *address)
{
	unsigned int at = granule_of(address);

	return forbidden[at / 32] >> at % 32 & 1;
}

void pool_init(struct pool *pool, unsigned int size, unsigned int count)
{
	void **places = boot_alloc(count * sizeof(*places));
	unsigned int place;

	if (!forbidden) {
		forbidden = boot_alloc(BLOCKS_MAX / GRANULE / 8);
		first = boot_alloc(0);
	}
	pool->size = ALIGNED(size);
	pool->count = count;
	pool->places = places;
	pool->taken = boot_alloc(count);
	for (place = 0; place < count; place++)
		places[place] = make_block(pool, place) + 1;
}

void *pool_object(const struct pool *pool, unsigned int place)
{
	return ((void **)pool->places)[place];
}

static void *use(struct block *block)
{
	forbid(block + 1, block->size, false);
	return __builtin_memset(block + 1, 0, block->size);
}

void *pool_take_at(struct pool *pool, unsigned int place)
{
	if (place >= pool->count || pool->taken[place])
		return use(make_block(pool, -1));
	pool->taken[place] = 1;
	((void **)pool->places)[place] = make_block(pool, place) + 1;
	return use(newest);
}

void *pool_take_lowest(struct pool *pool)
{
	unsigned int place;

	for (place = 0; place < pool->count; place++)
		if (!pool->taken[place])
			return pool_take_at(pool, place);
	return 0;
}

/* Also of one that was freed. */
int pool_place(const struct pool *pool, const void *object)
{
	const struct block *block = block_of(object);

	return block->pool == pool ? block->place : -1;
}

void heap_free(const void *object)
{
	struct block *block = block_of(object);

	if (!object)
		return;
	/* Twice, or something else than the beginning of a block. */
	if (!is_forbidden(block) || is_forbidden(object))
		__builtin_trap();
	if (block->place >= 0)
		block->pool->taken[block->place] = 0;
	__builtin_memset(block + 1, POISON, block->size);
	forbid(block + 1, block->size, true);
}

/* What is asked before an access, under the names that the compiler has for it. */

static void tell(const char *address, unsigned int size, bool is_write)
{
	struct block *block;

	for (block = newest; block; block = block->before) {
		const char *start = (const char *)(block + 1);

		if (address >= start && address < start + block->size)
			platform_misused(address, size, is_write, start, block->size);
	}
	platform_misused(address, size, is_write, 0, 0);
}

static void look(const char *address, unsigned int size, bool is_write)
{
	const char *end = address + size, *at;

	/* What lies behind all blocks is no memory, and traps by itself. */
	if (!forbidden || address < first || granule_of(end) >= BLOCKS_MAX / GRANULE)
		return;
	for (at = address; at < end; at = first + (granule_of(at) + 1) * GRANULE)
		if (is_forbidden(at))
			tell(at, end - at, is_write);
}

#define ACCESS(bytes)                                \
	void __asan_load##bytes(const void *address) \
	{                                            \
		look(address, bytes, false);         \
	}                                            \
	void __asan_store##bytes(void *address)      \
	{                                            \
		look(address, bytes, true);          \
	}

ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)

void __asan_loadN(const void *address, unsigned int size)
{
	look(address, size, false);
}

void __asan_storeN(void *address, unsigned int size)
{
	look(address, size, true);
}

void *memset(void *to, int value, size_t size)
{
	look(to, size, true);
	return __builtin_memset(to, value, size);
}

void *memcpy(void *to, const void *from, size_t size)
{
	look(from, size, false);
	look(to, size, true);
	return __builtin_memcpy(to, from, size);
}

void __asan_handle_no_return(void)
{
}
