#include <linux/bitmap.h>
#include "callers.h"
#include "heap.h"
#include "wasm.h"

struct process {
	unsigned int space; /* the number of its address space, plus 1 */
	unsigned int cgroup;
};

static unsigned int id_count;
static struct process *processes;
static unsigned long **driver_pasids;
static u16 *users;
static u16 **reserved;

void callers_boot(unsigned int process_count, unsigned int devices, unsigned int groups,
		  unsigned int ids)
{
	unsigned int i;

	id_count = ids;
	processes = boot_alloc(process_count * sizeof(*processes));
	users = boot_alloc(ids * sizeof(*users));
	driver_pasids = boot_alloc(devices * sizeof(*driver_pasids));
	for (i = 0; i < devices; i++)
		driver_pasids[i] = boot_alloc(BITS_TO_LONGS(ids) * sizeof(unsigned long));
	reserved = boot_alloc(groups * sizeof(*reserved));
	for (i = 0; i < groups; i++)
		reserved[i] = boot_alloc(ids * sizeof(**reserved));
}

void note_driver_pasid(unsigned int device, unsigned int pasid, bool is_held)
{
	if (is_held)
		__set_bit(pasid, driver_pasids[device]);
	else
		__clear_bit(pasid, driver_pasids[device]);
}

void note_user(unsigned int pasid, unsigned int user)
{
	users[pasid] = user;
}

void note_reserved(unsigned int group, unsigned int pasid, unsigned int domain)
{
	reserved[group][pasid] = domain;
}

EXPORT(process_starts) void process_starts(unsigned int process, unsigned int mm,
					   unsigned int cgroup)
{
	processes[process] = (struct process) { .space = mm + 1, .cgroup = cgroup };
}

EXPORT(process_ends) void process_ends(unsigned int process)
{
	processes[process] = (struct process) { };
}

/* -1: there is no such process. */
EXPORT(process_mm) int process_mm(unsigned int process)
{
	return (int)processes[process].space - 1;
}

EXPORT(process_cgroup) unsigned int process_cgroup(unsigned int process)
{
	return processes[process].cgroup;
}

/* The lowest id from this one on that a driver allocated for itself; -1: none. */
EXPORT(next_driver_pasid) int next_driver_pasid(unsigned int device, unsigned int from)
{
	unsigned int pasid = find_next_bit(driver_pasids[device], id_count, from);

	return pasid < id_count ? (int)pasid : -1;
}

/* 0: for nobody. */
EXPORT(allocated_for) unsigned int allocated_for(unsigned int pasid)
{
	return users[pasid];
}

unsigned int reserved_for(unsigned int group, unsigned int pasid)
{
	return reserved[group][pasid];
}
