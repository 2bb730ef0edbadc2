#ifndef ASM_PTRACE_H
#define ASM_PTRACE_H
struct pt_regs {
	unsigned long pc;
};
#define user_mode(regs) 1
#define instruction_pointer(regs) ((regs)->pc)
#define profile_pc(regs) ((regs)->pc)
#define user_stack_pointer(regs) 0UL
#endif
