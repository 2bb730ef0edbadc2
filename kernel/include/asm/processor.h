#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H
#define TASK_SIZE 0x40000000UL
#define TASK_UNMAPPED_BASE 0x10000000UL
#define STACK_TOP TASK_SIZE
#define cpu_relax() barrier()
struct thread_struct {
	int none;
};
#define task_pt_regs(task) ((struct pt_regs *)0)
#define KSTK_EIP(task) 0UL
#define KSTK_ESP(task) 0UL
#endif
