/* Nothing interrupts. */
#ifndef ASM_IRQFLAGS_H
#define ASM_IRQFLAGS_H
static inline unsigned long arch_local_save_flags(void)
{
	return 0;
}
static inline void arch_local_irq_restore(unsigned long flags)
{
}
#include <asm-generic/irqflags.h>
#endif
