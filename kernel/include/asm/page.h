/* Pages are only named by the headers; none is ever mapped. */
#ifndef ASM_PAGE_H
#define ASM_PAGE_H
#include <linux/const.h>
#define PAGE_SHIFT 12
#define PAGE_SIZE (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#ifndef __ASSEMBLY__
typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pgd; } pgd_t;
typedef struct { unsigned long pgprot; } pgprot_t;
typedef struct page *pgtable_t;
#define pte_val(x) ((x).pte)
#define pgd_val(x) ((x).pgd)
#define pgprot_val(x) ((x).pgprot)
#define __pte(x) ((pte_t){ (x) })
#define __pgd(x) ((pgd_t){ (x) })
#define __pgprot(x) ((pgprot_t){ (x) })
#define PAGE_OFFSET 0UL
#define ARCH_PFN_OFFSET 0UL
#define __pa(x) ((unsigned long)(x))
#define __va(x) ((void *)(unsigned long)(x))
#define virt_to_page(x) pfn_to_page(__pa(x) >> PAGE_SHIFT)
#define page_to_virt(page) __va(page_to_pfn(page) << PAGE_SHIFT)
#define virt_addr_valid(x) 1
#define clear_page(page) ((void)(page))
#define copy_page(to, from) ((void)(to), (void)(from))
#define clear_user_page(page, vaddr, pg) ((void)(page))
#define copy_user_page(to, from, vaddr, pg) ((void)(to))
#include <asm-generic/memory_model.h>
#include <asm-generic/getorder.h>
#endif
#endif
