/*
 * What callers of the kernel remember and the kernel does not: which process uses which address
 * space, which driver allocated which id for itself, for which user an id was allocated, and under
 * which domain a slot was reserved without a handle. It lies in the memory of the module, so one
 * image of that is the whole state; what says nothing any more is 0.
 */
#ifndef SHIM_CALLERS_H
#define SHIM_CALLERS_H

#include <linux/types.h>

/* Ids are below `ids`. */
void callers_boot(unsigned int processes, unsigned int devices, unsigned int groups,
		  unsigned int ids);

void note_driver_pasid(unsigned int device, unsigned int pasid, bool is_held);
void note_user(unsigned int pasid, unsigned int user);
void note_reserved(unsigned int group, unsigned int pasid, unsigned int domain);
/* 0: it is not, by the callers. */
unsigned int reserved_for(unsigned int group, unsigned int pasid);

#endif
