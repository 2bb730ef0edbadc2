/* The one task there is; no code that is compiled here asks more of it than what mm it has. */
#ifndef ASM_CURRENT_H
#define ASM_CURRENT_H
struct task_struct;
extern struct task_struct the_task;
#define current (&the_task)
#define get_current() (&the_task)
#endif
