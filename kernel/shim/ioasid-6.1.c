/*
 * drivers/iommu/ioasid.c of 6.1 as it stands, and a way in: sets, private data and allocators have
 * numbers from 1 on, and 0 is none.
 */
#include <linux/bug.h>
#include <linux/ioasid.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include "heap.h"
#include "runtime.h"
#include "wasm.h"

/* Where memory can be refused. */
enum { SITE_KZALLOC, SITE_XA_ALLOC };

PLATFORM(allocate) bool platform_allocate(int site);
PLATFORM(log) void platform_log(int level);
PLATFORM(custom_alloc) unsigned int platform_custom_alloc(unsigned int allocator);
PLATFORM(custom_free) void platform_custom_free(unsigned int allocator, unsigned int id);

static struct pool ids, allocators;

static void *allocate_in(const char *function)
{
	struct pool *pool = strcmp(function, "ioasid_alloc") ? &allocators : &ids;
	void *object;

	if (!platform_allocate(SITE_KZALLOC))
		return NULL;
	object = pool_take_lowest(pool);
	return object ? object : pool_take_at(pool, pool->count);
}

/* Memory for the tree is refused here, where the platform says so. */
static int store_id(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp)
{
	return platform_allocate(SITE_XA_ALLOC) ? xa_alloc(xa, id, entry, limit, gfp) : -ENOMEM;
}

#undef kzalloc
#define kzalloc(size, flags) allocate_in(__func__)
#define xa_alloc store_id
/* The kernel passes an offset where a function belongs; here functions are small numbers, too. */
#undef kfree_rcu
#define kfree_rcu(object, head) heap_free(object)
#include "drivers/iommu/ioasid.c"
#undef xa_alloc

void synchronize_rcu(void)
{
}

/* A format begins with its level. */
int _printk(const char *format, ...)
{
	platform_log(format[1] - '0');
	return 0;
}

/* Allocators of one family share their functions; so each family has functions of its own. */

static unsigned int number_of(void *data)
{
	return (unsigned int)data;
}

#define FAMILY(name)                                                                     \
	static ioasid_t name##_alloc(ioasid_t min, ioasid_t max, void *data)             \
	{                                                                                \
		return platform_custom_alloc(number_of(data));                           \
	}                                                                                \
	static void name##_free(ioasid_t id, void *data)                                 \
	{                                                                                \
		platform_custom_free(number_of(data), id);                               \
	}

FAMILY(first)
FAMILY(second)

#define SETS 16
#define ALLOCATORS 16
#define PLACES 64

static struct ioasid_set sets[SETS];
static struct ioasid_allocator_ops customs[ALLOCATORS];

EXPORT(boot) void boot(void)
{
	pool_init(&ids, sizeof(struct ioasid_data), PLACES);
	pool_init(&allocators, sizeof(struct ioasid_allocator_data), ALLOCATORS);
	tree_memory_init(ALLOCATORS);
}

EXPORT(add_allocator) void add_allocator(unsigned int number, unsigned int family)
{
	struct ioasid_allocator_ops *ops = &customs[number - 1];

	ops->alloc = family ? second_alloc : first_alloc;
	ops->free = family ? second_free : first_free;
	ops->pdata = (void *)number;
}

static struct ioasid_set *set_of(unsigned int number)
{
	return number ? &sets[number - 1] : NULL;
}

EXPORT(alloc) unsigned int alloc(unsigned int set, unsigned int min, unsigned int max,
				 unsigned int data)
{
	return ioasid_alloc(set_of(set), min, max, (void *)data);
}

EXPORT(free) void free_id(unsigned int id)
{
	ioasid_free(id);
}

static bool says_yes(void *data)
{
	return true;
}

static bool says_no(void *data)
{
	return false;
}

/* getter: 0 none, 1 says yes, 2 says no. The data, 0 for none, or a negated errno. */
EXPORT(find) int find(unsigned int set, unsigned int id, unsigned int getter)
{
	bool (*const getters[])(void *) = { NULL, says_yes, says_no };

	return (int)ioasid_find(set_of(set), id, getters[getter]);
}

EXPORT(set_data) int set_data(unsigned int id, unsigned int data)
{
	return ioasid_set_data(id, (void *)data);
}

EXPORT(register_allocator) int register_allocator(unsigned int number)
{
	return ioasid_register_allocator(&customs[number - 1]);
}

EXPORT(unregister_allocator) void unregister_allocator(unsigned int number)
{
	ioasid_unregister_allocator(&customs[number - 1]);
}

/* What there is: read, and nothing changed. Allocators count from 1 in their list; 0 is the default. */

static struct ioasid_allocator_data *allocator_at(unsigned int place)
{
	struct ioasid_allocator_data *allocator;

	if (!place)
		return &default_allocator;
	list_for_each_entry(allocator, &allocators_list, list)
		if (!--place)
			return allocator;
	return NULL;
}

/* The number of the allocator that was registered there; 0: there is none. */
EXPORT(allocator_number) unsigned int allocator_number(unsigned int place)
{
	struct ioasid_allocator_data *allocator = allocator_at(place);

	return place && allocator ? number_of(allocator->ops->pdata) : 0;
}

EXPORT(is_active) bool is_active(unsigned int place)
{
	return allocator_at(place) == active_allocator;
}

/* The first id from this one on in the table of an allocator; -1: none. */
EXPORT(next_id) double next_id(unsigned int place, double from)
{
	unsigned long id = from;

	return from <= U32_MAX && xa_find(&allocator_at(place)->xa, &id, ULONG_MAX, XA_PRESENT) ?
		(double)id : -1.0;
}

static struct ioasid_data *entry_of(unsigned int place, unsigned int id)
{
	return xa_load(&allocator_at(place)->xa, id);
}

EXPORT(id_set) unsigned int id_set(unsigned int place, unsigned int id)
{
	struct ioasid_set *set = entry_of(place, id)->set;

	return set ? set - sets + 1 : 0;
}

EXPORT(id_data) unsigned int id_data(unsigned int place, unsigned int id)
{
	return number_of(entry_of(place, id)->private);
}
