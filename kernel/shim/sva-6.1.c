/*
 * drivers/iommu/iommu-sva-lib.c of 6.1 as it stands, and a way in: address spaces have numbers from 1
 * on.
 */
#include <linux/ioasid.h>
#include <linux/sched/mm.h>
#include "runtime.h"
#include "wasm.h"
#include "drivers/iommu/iommu-sva-lib.c"

#define ADDRESS_SPACES 4

static struct mm_struct spaces[ADDRESS_SPACES];

EXPORT(sva_boot) void sva_boot(void)
{
	unsigned int space;

	for (space = 0; space < ADDRESS_SPACES; space++)
		mm_pasid_init(&spaces[space]);
}

EXPORT(sva_alloc) int sva_alloc(unsigned int space, unsigned int min, unsigned int max)
{
	return iommu_sva_alloc_pasid(&spaces[space - 1], min, max);
}

EXPORT(pasid_drop) void pasid_drop(unsigned int space)
{
	mm_pasid_drop(&spaces[space - 1]);
}

/* INVALID_IOASID for none. */
EXPORT(pasid_of) unsigned int pasid_of(unsigned int space)
{
	return spaces[space - 1].pasid;
}
