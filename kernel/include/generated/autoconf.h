/*
 * The configuration under which kernel files are compiled: one processor of 32 bits without a clock,
 * a bus or a page table of its own. What is not here is off.
 */
#define CONFIG_32BIT 1
#define CONFIG_GENERIC_ATOMIC64 1
#define CONFIG_TINY_RCU 1
#define CONFIG_HZ 100
#define CONFIG_NR_CPUS 1
#define CONFIG_BASE_SMALL 0
#define CONFIG_PGTABLE_LEVELS 2
#define CONFIG_PAGE_SHIFT 12
#define CONFIG_FLATMEM 1
#define CONFIG_MMU 1
#define CONFIG_NODES_SHIFT 0
#define CONFIG_ILLEGAL_POINTER_VALUE 0
#define CONFIG_BUG 1
#define CONFIG_PRINTK 1
#define CONFIG_LOG_BUF_SHIFT 12
#define CONFIG_XARRAY_MULTI 1
#define CONFIG_SYSFS 1
#define CONFIG_CGROUPS 1
#define CONFIG_CGROUP_MISC 1
#define CONFIG_KVM_AMD_SEV 1
#define CONFIG_IOMMU_API 1
#define CONFIG_IOMMU_SVA 1
#define CONFIG_IOMMU_MM_DATA 1
#define CONFIG_IOASID 1
#define CONFIG_ARCH_HAS_CPU_PASID 1
#define CONFIG_SLUB 1
#define CONFIG_SLUB_TINY 1
#define CONFIG_DEFAULT_INIT_ON_ALLOC 0
#define CONFIG_TINY_SRCU 1
