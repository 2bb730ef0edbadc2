/*
 * drivers/iommu/ioasid.c and drivers/iommu/iommu-sva-lib.c of 6.1 as they stand, and a way in: sets,
 * private data, allocators and address spaces have numbers from 1 on, and 0 is none.
 */
#include <linux/bug.h>
#include <linux/ioasid.h>
#include <linux/sched/mm.h>
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

#define SETS 16
#define ALLOCATORS 16
#define ADDRESS_SPACES 4
#define IDS 64

static struct pool ids, allocators;
static unsigned int registering;

/*
 * An entry lies behind those of all ids until its own is known. Each allocator has two places: one that
 * is registered again is asked for a record first, and recognised after that.
 */
static void *allocate_in(const char *function)
{
	unsigned int place = registering - 1;

	if (!platform_allocate(SITE_KZALLOC))
		return NULL;
	if (!strcmp(function, "ioasid_alloc"))
		return pool_take_at(&ids, IDS);
	return pool_take_at(&allocators, allocators.taken[place] ? ALLOCATORS + place : place);
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
#include "drivers/iommu/iommu-sva-lib.c"

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

static struct ioasid_set sets[SETS];
static struct ioasid_allocator_ops customs[ALLOCATORS];
static struct mm_struct spaces[ADDRESS_SPACES];

EXPORT(boot) void boot(void)
{
	unsigned int space;

	pool_init(&ids, sizeof(struct ioasid_data), IDS + 1);
	pool_init(&allocators, sizeof(struct ioasid_allocator_data), 2 * ALLOCATORS);
	tree_memory_init(ALLOCATORS);
	for (space = 0; space < ADDRESS_SPACES; space++) {
		mm_pasid_init(&spaces[space]);
		atomic_set(&spaces[space].mm_users, 1);
	}
}

EXPORT(add_allocator) void add_allocator(unsigned int number, unsigned int family)
{
	struct ioasid_allocator_ops *ops = &customs[number - 1];

	ops->alloc = family ? second_alloc : first_alloc;
	ops->free = family ? second_free : first_free;
	ops->pdata = (void *)number;
}

/* The set of SVA, and the first address space as data: above all numbers that callers have. */
enum { SVA_SET = 0xffff, FIRST_SPACE = 0x10000 };

static struct ioasid_set *set_of(unsigned int number)
{
	if (number == SVA_SET)
		return &iommu_sva_pasid;
	return number ? &sets[number - 1] : NULL;
}

/* Data as a number, or a negated errno. */
static int number_of_data(void *data)
{
	unsigned int offset = (char *)data - (char *)spaces;

	return offset < sizeof(spaces) ? (int)(FIRST_SPACE + offset / sizeof(*spaces)) : (int)data;
}

/* A new entry goes to the place of its id, so that equal states have equal bytes. */
static void settle_entry(void)
{
	struct ioasid_data *entry = pool_object(&ids, IDS);
	struct ioasid_data *settled;

	if (!ids.taken[IDS])
		return;
	settled = pool_take_at(&ids, entry->id < IDS ? entry->id : IDS);
	*settled = *entry;
	xa_store(&active_allocator->xa, entry->id, settled, 0);
	heap_free(entry);
}

/* Of a spoiled list it reads what was freed. */
__no_sanitize_address static bool is_listed(const struct ioasid_allocator_ops *ops)
{
	struct ioasid_allocator_data *allocator;
	struct list_head *entry;

	list_for_each_entry(allocator, &allocators_list, list) {
		/* The first entry may be spoiled: it leads to a record that was freed, or zeroed since for another. */
		for (entry = allocator->slist.prev; entry && entry != POISONED; entry = entry->prev) {
			if (entry == &allocator->slist)
				break;
			if (entry == &ops->list)
				return true;
		}
	}
	return false;
}

/* Where an allocator was chained in before is read by nobody, once it is in no list. */
static void settle_lists(void)
{
	unsigned int at;

	registering = 0;
	for (at = 0; at < ALLOCATORS; at++)
		if (!is_listed(&customs[at]))
			memset(&customs[at].list, 0, sizeof(customs[at].list));
}

EXPORT(alloc) unsigned int alloc(unsigned int set, unsigned int min, unsigned int max,
				 unsigned int data)
{
	unsigned int id = ioasid_alloc(set_of(set), min, max, (void *)data);

	settle_entry();
	return id;
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

	return number_of_data(ioasid_find(set_of(set), id, getters[getter]));
}

EXPORT(set_data) int set_data(unsigned int id, unsigned int data)
{
	return ioasid_set_data(id, (void *)data);
}

EXPORT(register_allocator) int register_allocator(unsigned int number)
{
	int ret;

	registering = number;
	ret = ioasid_register_allocator(&customs[number - 1]);
	settle_lists();
	return ret;
}

EXPORT(unregister_allocator) void unregister_allocator(unsigned int number)
{
	ioasid_unregister_allocator(&customs[number - 1]);
	settle_lists();
}

EXPORT(sva_alloc) int sva_alloc(unsigned int space, unsigned int min, unsigned int max)
{
	int ret = iommu_sva_alloc_pasid(&spaces[space - 1], min, max);

	settle_entry();
	return ret;
}

static void set_users(int users)
{
	unsigned int space;

	for (space = 0; space < ADDRESS_SPACES; space++)
		atomic_set(&spaces[space].mm_users, users);
}

/* The data, 0 for none, or a negated errno; a use that was taken is given back. */
EXPORT(sva_find) int sva_find(unsigned int id, unsigned int has_users)
{
	struct mm_struct *found;

	set_users(has_users);
	found = iommu_sva_find(id);
	/* Whoever finds it uses it beside those that did before. */
	if (!IS_ERR_OR_NULL(found) && atomic_read(&found->mm_users) != 2)
		__builtin_trap();
	set_users(1);
	return number_of_data(found);
}

EXPORT(pasid_drop) void pasid_drop(unsigned int space)
{
	mm_pasid_drop(&spaces[space - 1]);
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

	if (set == &iommu_sva_pasid)
		return SVA_SET;
	return set ? set - sets + 1 : 0;
}

EXPORT(id_data) unsigned int id_data(unsigned int place, unsigned int id)
{
	return number_of_data(entry_of(place, id)->private);
}

/* Whether an allocator is in the list of some family. */
EXPORT(is_registered) bool is_registered(unsigned int number)
{
	return is_listed(&customs[number - 1]);
}

/* INVALID_IOASID for none. */
EXPORT(pasid_of) unsigned int pasid_of(unsigned int space)
{
	return spaces[space - 1].pasid;
}
