#ifndef ASM_ELF_H
#define ASM_ELF_H
#include <linux/elf-em.h>
typedef unsigned long elf_greg_t;
typedef elf_greg_t elf_gregset_t[1];
typedef unsigned long elf_fpregset_t;
#define ELF_ARCH EM_NONE
#define ELF_CLASS ELFCLASS32
#define ELF_DATA ELFDATA2LSB
#define ELF_PLATFORM NULL
#define ELF_HWCAP 0
#define ELF_EXEC_PAGESIZE 4096
#define elf_check_arch(header) 0
#endif
