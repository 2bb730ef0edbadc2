/* As little of a page table as the headers of the memory management can be read with. */
#ifndef ASM_PGTABLE_H
#define ASM_PGTABLE_H
#include <asm/page.h>
#include <asm-generic/pgtable-nopmd.h>
#define PGDIR_SHIFT 22
#define PGDIR_SIZE (1UL << PGDIR_SHIFT)
#define PGDIR_MASK (~(PGDIR_SIZE - 1))
#define PTRS_PER_PGD 1024
#define PTRS_PER_PTE 1024
#define FIRST_USER_ADDRESS 0UL
#define VMALLOC_START 0x40000000UL
#define VMALLOC_END 0x50000000UL
#define PAGE_KERNEL __pgprot(0)
#define PAGE_NONE __pgprot(0)
#define PAGE_READONLY __pgprot(0)
#define PAGE_SHARED __pgprot(0)
#define PAGE_COPY __pgprot(0)
extern pgd_t swapper_pg_dir[PTRS_PER_PGD];
static inline int pte_present(pte_t pte) { return 0; }
static inline int pte_none(pte_t pte) { return 1; }
static inline int pte_young(pte_t pte) { return 0; }
static inline int pte_dirty(pte_t pte) { return 0; }
static inline int pte_write(pte_t pte) { return 0; }
static inline pte_t pte_mkold(pte_t pte) { return pte; }
static inline pte_t pte_mkyoung(pte_t pte) { return pte; }
static inline pte_t pte_mkdirty(pte_t pte) { return pte; }
static inline pte_t pte_mkclean(pte_t pte) { return pte; }
static inline pte_t pte_wrprotect(pte_t pte) { return pte; }
static inline pte_t pte_mkwrite_novma(pte_t pte) { return pte; }
#define pte_mkwrite(pte, ...) (pte)
static inline pte_t pte_modify(pte_t pte, pgprot_t prot) { return pte; }
static inline unsigned long pte_pfn(pte_t pte) { return 0; }
static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot) { return __pte(0); }
static inline void set_pte(pte_t *ptep, pte_t pte) { }
static inline int pmd_present(pmd_t pmd) { return 0; }
static inline int pmd_none(pmd_t pmd) { return 1; }
static inline int pmd_bad(pmd_t pmd) { return 0; }
static inline void pmd_clear(pmd_t *pmd) { }
static inline unsigned long pmd_pfn(pmd_t pmd) { return 0; }
static inline unsigned long pmd_page_vaddr(pmd_t pmd) { return 0; }
#define pmd_page(pmd) ((struct page *)0)
#define pmd_pgtable(pmd) ((struct page *)0)
#define pte_page(pte) ((struct page *)0)
#define mk_pte(page, prot) __pte(0)
#define pte_clear(mm, addr, ptep) ((void)(ptep))
#define PFN_PTE_SHIFT 12
static inline void update_mmu_cache_range(void *vmf, void *vma, unsigned long addr, pte_t *ptep, unsigned int nr) { }
#define update_mmu_cache(vma, addr, ptep) ((void)0)
#define __swp_type(x) 0
#define __swp_offset(x) 0
#define __swp_entry(type, offset) ((swp_entry_t){ 0 })
#define __pte_to_swp_entry(pte) ((swp_entry_t){ 0 })
#define __swp_entry_to_pte(x) __pte(0)
#define __HAVE_ARCH_PTE_SWP_EXCLUSIVE
static inline int pte_swp_exclusive(pte_t pte) { return 0; }
static inline pte_t pte_swp_mkexclusive(pte_t pte) { return pte; }
static inline pte_t pte_swp_clear_exclusive(pte_t pte) { return pte; }
#endif
