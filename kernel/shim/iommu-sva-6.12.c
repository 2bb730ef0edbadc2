/*
 * drivers/iommu/iommu-sva.c of 6.12 as it stands, and the end of an address space as kernel/fork.c
 * has it. The memory that an address space maps is no part of this.
 */
#include <linux/mm.h>
#include <linux/mmu_context.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "heap.h"
#include "iommu-6.12.h"

static struct pool spaces, mm_datas, sva_handles;
static unsigned int bound_mm;

static void *allocate_in(const char *function)
{
	if (!strcmp(function, "iommu_sva_bind_device"))
		return platform_allocate(SITE_IOMMU_SVA) ? pool_take_lowest(&sva_handles) : NULL;
	return platform_allocate(SITE_IOMMU_MM_DATA) ? pool_take_at(&mm_datas, bound_mm) : NULL;
}

static bool is_compatible(const struct mm_struct *mm)
{
	return platform_page_table_is_compatible(container_of(mm, struct space, mm)->number);
}

#undef kzalloc
#define kzalloc(size, flags) allocate_in(__func__)
#define arch_pgtable_dma_compat is_compatible
#include "drivers/iommu/iommu-sva.c"

#define cleanup_lazy_tlbs(mm)
#define mm_free_pgd(mm)
#undef destroy_context
#define destroy_context(mm)
#define mmu_notifier_subscriptions_destroy(mm)
#define check_mm(mm)
#define put_user_ns(ns)
#define mm_destroy_cid(mm)
#define percpu_counter_destroy_many(counters, count)
#define free_mm(mm) heap_free(container_of(mm, struct space, mm))
#define uprobe_clear_state(mm)
#define exit_aio(mm)
#define ksm_exit(mm)
#define khugepaged_exit(mm)
#define exit_mmap(mm)
#define mm_put_huge_zero_folio(mm)
#define set_mm_exe_file(mm, file)
#define module_put(module)
#define lru_gen_del_mm(mm)
struct mm_struct init_mm;
DEFINE_SPINLOCK(mmlist_lock);
#include "cut-fork.c"

/* Page faults are served in no module; whoever comes here has lost its way. */

void down_read(struct rw_semaphore *lock)
{
	__builtin_trap();
}

void up_read(struct rw_semaphore *lock)
{
	__builtin_trap();
}

void *mtree_load(struct maple_tree *tree, unsigned long index)
{
	__builtin_trap();
}

vm_fault_t handle_mm_fault(struct vm_area_struct *vma, unsigned long address, unsigned int flags,
			   struct pt_regs *regs)
{
	__builtin_trap();
}

bool queue_work_on(int cpu, struct workqueue_struct *queue, struct work_struct *work)
{
	__builtin_trap();
}

void sva_boot(unsigned int handles, unsigned int mms)
{
	pool_init(&spaces, sizeof(struct space), mms);
	pool_init(&mm_datas, sizeof(struct iommu_mm_data), mms);
	pool_init(&sva_handles, sizeof(struct iommu_sva), handles);
}

void sva_settle(void)
{
	bound_mm = 0;
}

struct space *space_of(unsigned int number)
{
	return pool_object(&spaces, number);
}

int sva_handle_place(const void *handle)
{
	return pool_place(&sva_handles, handle);
}

struct iommu_sva *sva_handle(unsigned int place)
{
	return sva_handles.taken[place] ? pool_object(&sva_handles, place) : NULL;
}

struct iommu_sva *bind_space(struct device *dev, struct space *space)
{
	bound_mm = space->number;
	return iommu_sva_bind_device(dev, &space->mm);
}

/* What mm_init does to the fields that count here; false: no memory. */
static bool make_space(unsigned int number, const struct space *parent)
{
	struct space *space;

	if (!platform_allocate(SITE_ALLOCATE_MM))
		return false;
	space = pool_take_at(&spaces, number);
	if (parent)
		*space = *parent;
	space->number = number;
	atomic_set(&space->mm.mm_users, 1);
	atomic_set(&space->mm.mm_count, 1);
	INIT_LIST_HEAD(&space->mm.mmlist);
	mm_pasid_init(&space->mm);
	return true;
}

EXPORT(mm_new) bool mm_new(unsigned int number)
{
	return make_space(number, NULL);
}

EXPORT(mm_fork) bool mm_fork(unsigned int parent, unsigned int child)
{
	return make_space(child, space_of(parent));
}

EXPORT(mm_put) void mm_put(unsigned int number)
{
	mmput(&space_of(number)->mm);
}

EXPORT(mm_is_live) bool mm_is_live(unsigned int number)
{
	return spaces.taken[number];
}

EXPORT(mm_users) unsigned int mm_users(unsigned int number)
{
	return atomic_read(&space_of(number)->mm.mm_users);
}

EXPORT(mm_references) unsigned int mm_references(unsigned int number)
{
	return atomic_read(&space_of(number)->mm.mm_count);
}

/* 0: no id. */
EXPORT(mm_pasid) unsigned int mm_pasid(unsigned int number)
{
	struct iommu_mm_data *data = space_of(number)->mm.iommu_mm;

	return data ? data->pasid : 0;
}
