#ifndef ASM_THREAD_INFO_H
#define ASM_THREAD_INFO_H
#define THREAD_SIZE 8192
struct thread_info {
	unsigned long flags;
	int preempt_count;
	int cpu;
};
static inline struct thread_info *current_thread_info(void)
{
	static struct thread_info info;
	return &info;
}
#define TIF_SIGPENDING 0
#define TIF_NEED_RESCHED 1
#define TIF_NOTIFY_RESUME 2
#define TIF_NOTIFY_SIGNAL 3
#define TIF_MEMDIE 4
#endif
