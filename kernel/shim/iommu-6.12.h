#ifndef SHIM_IOMMU_6_12_H
#define SHIM_IOMMU_6_12_H

#include <linux/iommu.h>
#include <linux/mm_types.h>
#include "wasm.h"

/* Where memory can be refused, in the order in which the embedding lists the places. */
enum {
	SITE_ALLOCATE_MM,
	SITE_IOMMU_MM_DATA,
	SITE_IDA_ALLOC_RANGE,
	SITE_IOMMU_SVA,
	SITE_XA_INSERT,
};

PLATFORM(allocate) bool platform_allocate(int site);
PLATFORM(page_table_is_compatible) bool platform_page_table_is_compatible(unsigned int mm);
PLATFORM(set_dev_pasid) int platform_set_dev_pasid(unsigned int dev, unsigned int pasid,
						   unsigned int domain);
PLATFORM(remove_dev_pasid) void platform_remove_dev_pasid(unsigned int dev, unsigned int pasid,
							  unsigned int domain);
PLATFORM(alloc_sva_domain) int platform_alloc_sva_domain(unsigned int dev, unsigned int mm);
PLATFORM(alloc_group_domain) int platform_alloc_group_domain(unsigned int group, bool is_second);
PLATFORM(set_group_domain) int platform_set_group_domain(unsigned int group, unsigned int domain);

/* An address space and its number. */
struct space {
	struct mm_struct mm;
	unsigned int number;
};

void sva_boot(unsigned int handles, unsigned int mms);
void sva_settle(void);
struct space *space_of(unsigned int number);
struct iommu_sva *bind_space(struct device *dev, struct space *space);
/* NULL if no handle is there. */
struct iommu_sva *sva_handle(unsigned int place);
/* The place of a handle that a bind made; -1 for those of callers. */
int sva_handle_place(const void *handle);

#endif
