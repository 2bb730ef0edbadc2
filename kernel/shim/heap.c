#include <linux/string.h>
#include "heap.h"
#include "wasm.h"

/* An object behind the pools stands after the pool that it is of. */
struct spare {
	struct pool *pool;
	struct spare *next;
};
#define SPARE_HEADER 8u

static struct pool *pools;

void pool_init(struct pool *pool, unsigned int size, unsigned int count)
{
	pool->size = ALIGNED(size);
	pool->count = count;
	pool->places = memset(boot_alloc(pool->size * count), POISON, pool->size * count);
	pool->taken = boot_alloc(count);
	pool->next = pools;
	pools = pool;
}

void *pool_object(const struct pool *pool, unsigned int place)
{
	return pool->places + place * pool->size;
}

static void *behind(struct pool *pool)
{
	struct spare *spare = pool->spares;

	if (spare)
		pool->spares = spare->next;
	else
		spare = boot_alloc(SPARE_HEADER + pool->size);
	spare->pool = pool;
	return memset((char *)spare + SPARE_HEADER, 0, pool->size);
}

void *pool_take_at(struct pool *pool, unsigned int place)
{
	if (place >= pool->count || pool->taken[place])
		return behind(pool);
	pool->taken[place] = 1;
	return memset(pool_object(pool, place), 0, pool->size);
}

void *pool_take_lowest(struct pool *pool)
{
	unsigned int place;

	for (place = 0; place < pool->count; place++)
		if (!pool->taken[place])
			return pool_take_at(pool, place);
	return 0;
}

int pool_place(const struct pool *pool, const void *object)
{
	unsigned int offset = (const char *)object - (const char *)pool->places;

	return offset < pool->size * pool->count ? (int)(offset / pool->size) : -1;
}

void heap_free(const void *object)
{
	struct pool *pool;
	struct spare *spare;

	if (!object)
		return;
	for (pool = pools; pool; pool = pool->next) {
		int place = pool_place(pool, object);

		if (place < 0)
			continue;
		if (!pool->taken[place] || pool_object(pool, place) != object)
			__builtin_trap();
		pool->taken[place] = 0;
		memset((void *)object, POISON, pool->size);
		return;
	}
	spare = (struct spare *)((char *)object - SPARE_HEADER);
	pool = spare->pool;
	memset((void *)object, POISON, pool->size);
	spare->pool = 0;
	spare->next = pool->spares;
	pool->spares = spare;
}
