#ifndef ASM_MMU_CONTEXT_H
#define ASM_MMU_CONTEXT_H
#include <linux/sched.h>
#include <asm-generic/mmu_context.h>
#endif
