/*
 * drivers/iommu/iommu.c of 6.12 as it stands, and a way in: entities have numbers, and an IOMMU
 * driver below the core asks the platform and succeeds where that does.
 */
#include <linux/slab.h>
#include <linux/idr.h>
#include <linux/iommu.h>
#include <linux/xarray.h>
#include "callers.h"
#include "heap.h"
#include "iommu-6.12.h"
#include "runtime.h"
#include "wasm.h"

static bool slot_is_empty(struct xarray *slots, unsigned long pasid)
{
	XA_STATE(xas, slots, pasid);

	return !xas_load(&xas);
}

/*
 * Memory for a slot is refused here, as the platform says, and not inside the tree: the tree needs a
 * node for some insertions only. An occupied slot is refused before.
 */
static int insert_slot(struct xarray *slots, unsigned long pasid, void *handle, gfp_t gfp)
{
	if (slot_is_empty(slots, pasid) && !platform_allocate(SITE_XA_INSERT))
		return -ENOMEM;
	return xa_insert(slots, pasid, handle, gfp);
}

/* For whom an id is about to be allocated; 0: nobody. */
static unsigned int bound_user;

static int allocate_id(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp)
{
	int id;

	if (!platform_allocate(SITE_IDA_ALLOC_RANGE))
		return -ENOMEM;
	id = ida_alloc_range(ida, min, max, gfp);
	if (id > 0)
		note_user(id, bound_user);
	return id;
}

static bool id_is_allocated(unsigned int id);

static void free_id(struct ida *ida, unsigned int id)
{
	if (id_is_allocated(id))
		note_user(id, 0);
	ida_free(ida, id);
}

#define xa_insert insert_slot
#define ida_alloc_range allocate_id
#define ida_free free_id
/* Initialisation of the whole subsystem, which is not booted here. */
#undef core_initcall
#define core_initcall(function)
#undef early_param
#define early_param(name, function)
#include "drivers/iommu/iommu.c"
#undef xa_insert
#undef ida_alloc_range
#undef ida_free

/* A domain as the IOMMU driver makes it: the core's part first. */
struct driver_domain {
	struct iommu_domain core;
	unsigned int number;
};

/* A handle that a caller of attach brings. */
struct caller_handle {
	struct iommu_attach_handle core;
	unsigned int number;
};

struct driver {
	struct iommu_ops ops;
	struct iommu_device device;
};

#define DRIVERS 2
#define CALLER_HANDLES 64 /* places: those with greater numbers lie behind the pools */

enum { DOMAIN_NONE, DOMAIN_DEFAULT, DOMAIN_BLOCKING };

static struct driver drivers[DRIVERS];
static struct iommu_group **groups;
static struct driver_domain *default_domains;
static struct device **devices;
static struct dev_iommu *device_iommus;
static struct driver_domain *caller_domains;
static unsigned int group_count, device_count, domain_count, caller_handle_count;
static struct pool sva_domains, caller_handles, blocking_domains;
/* Whose domain is about to be made: callbacks are not told. */
static unsigned int claimed_group;
static struct device *bound_device;
static struct space *bound_space;

static unsigned int number_of(const struct iommu_domain *domain)
{
	return container_of(domain, struct driver_domain, core)->number;
}

static unsigned int number_of_device(const struct device *dev)
{
	unsigned int number = 0;

	while (devices[number] != dev)
		number++;
	return number;
}

static unsigned int group_number(const struct iommu_group *group)
{
	unsigned int number = 0;

	while (groups[number] != group)
		number++;
	return number;
}

/* The callbacks of the IOMMU driver. */

static int set_dev_pasid(struct iommu_domain *domain, struct device *dev, ioasid_t pasid,
			 struct iommu_domain *old)
{
	return platform_set_dev_pasid(number_of_device(dev), pasid, number_of(domain));
}

static void remove_dev_pasid(struct device *dev, ioasid_t pasid, struct iommu_domain *domain)
{
	platform_remove_dev_pasid(number_of_device(dev), pasid, number_of(domain));
}

/* The platform is asked once for a group, with its first member. */
static int attach_dev(struct iommu_domain *domain, struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;

	if (iommu_group_first_dev(group) != dev)
		return 0;
	return platform_set_group_domain(group_number(group),
					 domain == group->blocking_domain ? DOMAIN_BLOCKING :
									    DOMAIN_DEFAULT);
}

static void free_domain(struct iommu_domain *domain)
{
	heap_free(domain);
}

static const struct iommu_domain_ops domain_ops = {
	.attach_dev = attach_dev,
	.set_dev_pasid = set_dev_pasid,
	.free = free_domain,
};

static const struct iommu_domain_ops domain_ops_without_pasid = {
	.attach_dev = attach_dev,
	.free = free_domain,
};

static struct iommu_domain *make_sva_domain(void)
{
	struct driver_domain *domain;
	int error = platform_alloc_sva_domain(number_of_device(bound_device), bound_space->number);

	if (error)
		return ERR_PTR(error);
	domain = pool_take_lowest(&sva_domains);
	domain->core.ops = &domain_ops;
	domain->number = domain_count + 1 + pool_place(&sva_domains, domain);
	return &domain->core;
}

static struct iommu_domain *domain_alloc_sva(struct device *dev, struct mm_struct *mm)
{
	return make_sva_domain();
}

static struct iommu_domain *domain_alloc(unsigned int type)
{
	struct iommu_domain *domain;
	int error;

	if (type == IOMMU_DOMAIN_SVA) {
		domain = make_sva_domain();
		return IS_ERR(domain) ? NULL : domain;
	}
	error = platform_alloc_group_domain(claimed_group, type != IOMMU_DOMAIN_BLOCKED);
	if (error)
		return ERR_PTR(error);
	domain = pool_take_at(&blocking_domains, claimed_group);
	domain->ops = &domain_ops;
	return domain;
}

/* Before the first call: what there is. */

EXPORT(boot) void boot(unsigned int group_max, unsigned int device_max, unsigned int domain_max,
		       unsigned int handle_max, unsigned int sva_handle_max, unsigned int mm_max,
		       unsigned int process_max, unsigned int id_end)
{
	unsigned int i;

	for (i = 0; i < DRIVERS; i++) {
		drivers[i].ops.domain_alloc = domain_alloc;
		drivers[i].ops.remove_dev_pasid = remove_dev_pasid;
		drivers[i].ops.default_domain_ops = &domain_ops;
		drivers[i].device.ops = &drivers[i].ops;
	}
	/* The first driver is of today, the others are old. */
	drivers[0].ops.domain_alloc_sva = domain_alloc_sva;
	groups = boot_alloc(group_max * sizeof(*groups));
	default_domains = boot_alloc(group_max * sizeof(*default_domains));
	devices = boot_alloc(device_max * sizeof(*devices));
	device_iommus = boot_alloc(device_max * sizeof(*device_iommus));
	caller_domains = boot_alloc(domain_max * sizeof(*caller_domains));
	caller_handle_count = handle_max;
	pool_init(&sva_domains, sizeof(struct driver_domain), sva_handle_max);
	pool_init(&caller_handles, sizeof(struct caller_handle), min(handle_max, CALLER_HANDLES));
	pool_init(&blocking_domains, sizeof(struct driver_domain), group_max);
	sva_boot(sva_handle_max, mm_max);
	callers_boot(process_max, device_max, group_max, id_end);
	/* One tree for the slots of each group, and the last for the ids of the pool. */
	tree_memory_init(group_max + 1);
}

static void give_default_domain(unsigned int number)
{
	struct iommu_domain *domain = &default_domains[number].core;
	struct iommu_group *group = groups[number];

	domain->ops = &domain_ops;
	group->default_domain = domain;
	if (!group->owner)
		__iommu_group_set_domain(group, domain);
}

EXPORT(add_group) void add_group(bool has_default_domain)
{
	struct iommu_group *group = boot_alloc(sizeof(*group));

	INIT_LIST_HEAD(&group->devices);
	xa_init(&group->pasid_array);
	mutex_init(&group->mutex);
	groups[group_count++] = group;
	if (has_default_domain)
		give_default_domain(group_count - 1);
}

/* A device in no group has a group of -1. */
EXPORT(add_device) void add_device(unsigned int max_pasids, int group, unsigned int driver)
{
	struct device *dev = boot_alloc(sizeof(*dev));
	struct dev_iommu *iommu = &device_iommus[device_count];

	devices[device_count++] = dev;
	iommu->max_pasids = max_pasids;
	iommu->iommu_dev = &drivers[driver].device;
	dev->iommu = iommu;
	if (group >= 0) {
		struct group_device *member = boot_alloc(sizeof(*member));

		member->dev = dev;
		dev->iommu_group = groups[group];
		list_add_tail(&member->list, &groups[group]->devices);
	}
}

EXPORT(add_domain) void add_domain(unsigned int driver, bool has_set_dev_pasid)
{
	struct driver_domain *domain = &caller_domains[domain_count++];

	domain->core.type = IOMMU_DOMAIN_UNMANAGED;
	domain->core.owner = &drivers[driver].ops;
	domain->core.ops = has_set_dev_pasid ? &domain_ops : &domain_ops_without_pasid;
	domain->number = domain_count;
}

/* The calls. */

static void aim_nodes(const struct iommu_group *group)
{
	node_place = group ? group_number(group) : group_count;
}

EXPORT(alloc_global_pasid) unsigned int alloc_global_pasid(unsigned int dev)
{
	unsigned int pasid;

	aim_nodes(NULL);
	pasid = iommu_alloc_global_pasid(devices[dev]);
	/* A driver that still believes in an id which a stranger freed notes it once. */
	if (pasid != IOMMU_PASID_INVALID)
		note_driver_pasid(dev, pasid, true);
	return pasid;
}

EXPORT(free_global_pasid) void free_global_pasid(unsigned int dev, unsigned int pasid)
{
	bool was_allocated = id_is_allocated(pasid);

	aim_nodes(NULL);
	iommu_free_global_pasid(pasid);
	/* A driver that is warned believes what it believed before. */
	if (was_allocated)
		note_driver_pasid(dev, pasid, false);
}

static void *slot_of(struct iommu_group *group, unsigned int pasid)
{
	XA_STATE(xas, &group->pasid_array, pasid);

	return xas_load(&xas);
}

/* A caller's handle is the caller's to free, once it is out of its slot. */
static void free_if_out(struct iommu_group *group, unsigned int pasid, void *was)
{
	if (!slot_of(group, pasid) && xa_is_zero(was))
		note_reserved(group_number(group), pasid, 0);
	if (was && !xa_is_zero(was) && sva_handle_place(was) < 0 && slot_of(group, pasid) != was)
		heap_free(was);
}

/* Each attach brings a handle of its own, though its number may be in another slot. */
EXPORT(attach) int attach(unsigned int dev, unsigned int pasid, unsigned int domain,
			  unsigned int number)
{
	struct iommu_group *group = devices[dev]->iommu_group;
	struct caller_handle *handle = NULL;
	int ret;

	if (group)
		aim_nodes(group);
	if (number) {
		handle = pool_take_at(&caller_handles, number - 1);
		handle->number = number;
	}
	ret = iommu_attach_device_pasid(&caller_domains[domain - 1].core, devices[dev], pasid,
					handle ? &handle->core : NULL);
	if (ret)
		heap_free(handle);
	else if (!handle)
		note_reserved(group_number(group), pasid, domain);
	return ret;
}

EXPORT(detach) void detach(unsigned int dev, unsigned int pasid, unsigned int domain)
{
	struct iommu_group *group = devices[dev]->iommu_group;
	void *was = slot_of(group, pasid);

	aim_nodes(group);
	iommu_detach_device_pasid(&caller_domains[domain - 1].core, devices[dev], pasid);
	free_if_out(group, pasid, was);
}

static unsigned int handle_number(const struct iommu_attach_handle *handle)
{
	int place = sva_handle_place(handle);

	return place < 0 ? container_of(handle, struct caller_handle, core)->number :
			   caller_handle_count + 1 + place;
}

/* type: 0 any, 1 unmanaged, 2 SVA. */
EXPORT(get_handle) int get_handle(unsigned int group, unsigned int pasid, unsigned int type)
{
	static const unsigned int types[] = { 0, IOMMU_DOMAIN_UNMANAGED, IOMMU_DOMAIN_SVA };
	struct iommu_attach_handle *handle;

	handle = iommu_attach_handle_get(groups[group], pasid, types[type]);
	return IS_ERR(handle) ? PTR_ERR(handle) : handle_number(handle);
}

EXPORT(use_default_domain) int use_default_domain(unsigned int dev)
{
	return iommu_device_use_default_domain(devices[dev]);
}

EXPORT(unuse_default_domain) void unuse_default_domain(unsigned int dev)
{
	iommu_device_unuse_default_domain(devices[dev]);
}

/* An owner is a pointer that nobody follows; its number serves. */
EXPORT(group_claim) int group_claim(unsigned int group, unsigned int owner)
{
	claimed_group = group;
	return iommu_group_claim_dma_owner(groups[group], (void *)owner);
}

EXPORT(group_release) void group_release(unsigned int group)
{
	iommu_group_release_dma_owner(groups[group]);
}

EXPORT(device_claim) int device_claim(unsigned int dev, unsigned int owner)
{
	if (devices[dev]->iommu_group)
		claimed_group = group_number(devices[dev]->iommu_group);
	return iommu_device_claim_dma_owner(devices[dev], (void *)owner);
}

EXPORT(device_release) void device_release(unsigned int dev)
{
	iommu_device_release_dma_owner(devices[dev]);
}

EXPORT(default_domain_ready) void default_domain_ready(unsigned int group)
{
	give_default_domain(group);
}

/* The number of the handle, or a negated errno. */
EXPORT(bind) int bind(unsigned int dev, unsigned int mm, unsigned int user)
{
	struct iommu_group *group = devices[dev]->iommu_group;
	struct iommu_sva *handle;

	if (group)
		aim_nodes(group);
	bound_device = devices[dev];
	bound_space = space_of(mm);
	bound_user = user;
	handle = bind_space(devices[dev], bound_space);
	bound_user = 0;
	return IS_ERR(handle) ? PTR_ERR(handle) : handle_number(&handle->handle);
}

EXPORT(unbind) void unbind(unsigned int number)
{
	struct iommu_sva *handle = sva_handle(number - caller_handle_count - 1);
	struct iommu_group *group = handle->dev->iommu_group;
	unsigned int pasid = handle->handle.domain->mm->iommu_mm->pasid;
	void *was = slot_of(group, pasid);

	aim_nodes(group);
	iommu_sva_unbind_device(handle);
	free_if_out(group, pasid, was);
}

EXPORT(get_pasid) unsigned int get_pasid(unsigned int number)
{
	return iommu_sva_get_pasid(sva_handle(number - caller_handle_count - 1));
}

void settle(void)
{
	node_place = 0;
	claimed_group = 0;
	bound_device = NULL;
	bound_space = NULL;
	sva_settle();
}

/* What there is: read, and nothing changed. */

/* The lowest id from this one on that is allocated; -1: none. */
EXPORT(next_id) int next_id(unsigned int from)
{
	XA_STATE(xas, &iommu_global_pasid_ida.xa, from / IDA_BITMAP_BITS);
	unsigned long bit = from % IDA_BITMAP_BITS;
	void *entry;

	xas_for_each(&xas, entry, ULONG_MAX) {
		unsigned long value = xa_is_value(entry) ? xa_to_value(entry) : 0;
		const unsigned long *bits = xa_is_value(entry) ?
			&value : ((struct ida_bitmap *)entry)->bitmap;
		unsigned long size = xa_is_value(entry) ? BITS_PER_XA_VALUE : IDA_BITMAP_BITS;

		if (xas.xa_index > from / IDA_BITMAP_BITS)
			bit = 0;
		bit = find_next_bit(bits, size, bit);
		if (bit < size)
			return xas.xa_index * IDA_BITMAP_BITS + bit;
	}
	return -1;
}

static bool id_is_allocated(unsigned int id)
{
	return id <= INT_MAX && next_id(id) == (int)id;
}

/* The first occupied slot from this one on; -1: none. A double, because slots have 32 bits. */
EXPORT(next_slot) double next_slot(unsigned int group, double from)
{
	XA_STATE(xas, &groups[group]->pasid_array, (unsigned long)from);

	return from <= U32_MAX && xas_find(&xas, ULONG_MAX) ? (double)xas.xa_index : -1.0;
}

EXPORT(slot_handle) unsigned int slot_handle(unsigned int group, unsigned int pasid)
{
	void *entry = slot_of(groups[group], pasid);

	return xa_is_zero(entry) ? 0 : handle_number(entry);
}

/* A slot that is reserved without a handle does not know its domain; who attached it does. */
EXPORT(slot_domain) unsigned int slot_domain(unsigned int group, unsigned int pasid)
{
	struct iommu_attach_handle *handle = slot_of(groups[group], pasid);

	return xa_is_zero(handle) ? reserved_for(group, pasid) : number_of(handle->domain);
}

EXPORT(owner_count) unsigned int owner_count(unsigned int group)
{
	return groups[group]->owner_cnt;
}

EXPORT(owner) unsigned int owner(unsigned int group)
{
	return (unsigned int)groups[group]->owner;
}

EXPORT(group_domain) unsigned int group_domain(unsigned int number)
{
	struct iommu_group *group = groups[number];

	if (!group->domain)
		return DOMAIN_NONE;
	return group->domain == group->blocking_domain ? DOMAIN_BLOCKING : DOMAIN_DEFAULT;
}

EXPORT(has_default_domain) bool has_default_domain(unsigned int group)
{
	return groups[group]->default_domain;
}

EXPORT(has_blocking_domain) bool has_blocking_domain(unsigned int group)
{
	return groups[group]->blocking_domain;
}

/* 0: it has none, 1: it blocks, 2: it is an empty one. */
EXPORT(blocking_kind) unsigned int blocking_kind(unsigned int group)
{
	struct iommu_domain *domain = groups[group]->blocking_domain;

	return domain ? 1 + (domain->type != IOMMU_DOMAIN_BLOCKED) : 0;
}

static struct driver_domain *sva_domain(unsigned int number)
{
	return pool_object(&sva_domains, number - domain_count - 1);
}

EXPORT(sva_domain_is_live) bool sva_domain_is_live(unsigned int number)
{
	return sva_domains.taken[number - domain_count - 1];
}

EXPORT(sva_domain_mm) unsigned int sva_domain_mm(unsigned int number)
{
	return container_of(sva_domain(number)->core.mm, struct space, mm)->number;
}

EXPORT(sva_domain_driver) unsigned int sva_domain_driver(unsigned int number)
{
	return container_of(sva_domain(number)->core.owner, struct driver, ops) - drivers;
}

EXPORT(sva_domain_users) unsigned int sva_domain_users(unsigned int number)
{
	return sva_domain(number)->core.users;
}

/* The k-th SVA domain of an address space, the newest first; 0: it has no more. */
EXPORT(mm_domain) unsigned int mm_domain(unsigned int mm, unsigned int k)
{
	struct iommu_mm_data *data = space_of(mm)->mm.iommu_mm;
	struct iommu_domain *domain;

	if (data)
		list_for_each_entry(domain, &data->sva_domains, next)
			if (k-- == 0)
				return number_of(domain);
	return 0;
}

EXPORT(handle_users) unsigned int handle_users(unsigned int number)
{
	struct iommu_sva *handle = sva_handle(number - caller_handle_count - 1);

	return handle ? refcount_read(&handle->users) : 0;
}

EXPORT(handle_device) unsigned int handle_device(unsigned int number)
{
	return number_of_device(sva_handle(number - caller_handle_count - 1)->dev);
}

EXPORT(handle_domain) unsigned int handle_domain(unsigned int number)
{
	return number_of(sva_handle(number - caller_handle_count - 1)->handle.domain);
}
