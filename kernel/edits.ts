import type { SourceEdit } from './edit.js';

const CORE = 'drivers/iommu/iommu.c';
const SVA = 'drivers/iommu/iommu-sva.c';
const FORK = 'kernel/fork.c';
const MISC = 'kernel/cgroup/misc.c';
const ALLOCATOR = 'drivers/iommu/ioasid.c';
const SVA_LIB = 'drivers/iommu/iommu-sva-lib.c';
const MM = 'include/linux/sched/mm.h';

/**
 * Variants of modules by module and name, each with what is changed in the kernel's source for it. What
 * each is for says `harness/defects/kernel-edits.ts`.
 */
export const edits: Readonly<Record<string, Readonly<Record<string, readonly SourceEdit[]>>>> = {
  'linux-6.12-iommu': {
    'attach-checks-no-range': [
      { file: CORE, function: 'iommu_attach_device_pasid', at: 'pasid >=', change: 'never' },
    ],
    'range-of-members-without-pasids': [
      {
        file: CORE,
        function: 'iommu_attach_device_pasid',
        at: 'max_pasids > 0) &&',
        change: { instead: 'max_pasids >= 0) &&' },
      },
    ],
    'undo-reaches-refusing-member': [
      { file: CORE, function: '__iommu_set_group_pasid', at: '== last_gdev', change: 'never' },
    ],
    'second-bind-is-refused': [
      { file: SVA, function: 'iommu_sva_bind_device', at: '->mm != mm', change: 'always' },
    ],
    'greatest-pasid-binds-once': [
      {
        file: SVA,
        function: 'iommu_alloc_mm_data',
        at: 'iommu_mm->pasid >=',
        change: { instead: '1 + iommu_mm->pasid >=' },
      },
    ],
    'child-copies-pasid': [
      {
        file: 'include/linux/iommu.h',
        function: 'mm_pasid_init',
        at: '= NULL',
        change: 'removed',
      },
    ],
    'pasid-goes-with-last-user': [
      { file: FORK, function: '__mmdrop', at: 'mm_pasid_drop', change: 'removed' },
      {
        file: FORK,
        function: '__mmput',
        at: 'mmdrop(mm)',
        change: { before: 'mm_pasid_drop(mm);' },
      },
    ],
    'error-becomes-pasid': [
      {
        file: CORE,
        function: 'iommu_alloc_global_pasid',
        at: 'ret < 0',
        change: { instead: '0' },
      },
    ],
    'failed-attach-keeps-slot': [
      { file: CORE, function: 'iommu_attach_device_pasid', at: 'xa_erase', change: 'removed' },
    ],
    'bind-counts-no-second-user': [
      { file: SVA, function: 'iommu_sva_bind_device', at: 'refcount_inc', change: 'removed' },
    ],
    'shared-domain-is-not-counted': [
      { file: SVA, function: 'iommu_sva_bind_device', at: 'domain->users++', change: 'removed' },
    ],
    'claim-overlooks-pasids': [
      {
        file: CORE,
        function: '__iommu_take_dma_ownership',
        at: '!xa_empty(&group->pasid_array)',
        change: { instead: '0' },
      },
    ],
  },
  'linux-6.12-iommu+no-reuse': {
    'slot-keeps-moved-handle': [
      {
        file: SVA,
        function: 'iommu_sva_bind_device',
        at: 'list_add(&domain->next',
        change: {
          before:
            'kfree(handle); handle = kzalloc(sizeof(*handle), GFP_KERNEL); handle->handle.domain = domain;',
        },
      },
    ],
    'freed-handle-is-written': [
      {
        file: SVA,
        function: 'iommu_sva_unbind_device',
        at: 'kfree(handle)',
        change: { instead: 'kfree(handle); handle->dev = NULL' },
      },
    ],
  },
  'linux-6.1-ioasid': {
    'failed-store-keeps-id': [
      { file: ALLOCATOR, function: 'ioasid_alloc', at: 'free(id,', change: 'removed' },
    ],
    'find-asks-no-set': [
      { file: ALLOCATOR, function: 'ioasid_find', at: 'ioasid_data->set != set', change: 'never' },
    ],
    'freed-entry-stays': [
      { file: ALLOCATOR, function: 'ioasid_free', at: 'xa_erase', change: { instead: 'xa_load' } },
    ],
    'custom-allocator-beside-ids': [
      {
        file: ALLOCATOR,
        function: 'ioasid_register_allocator',
        at: 'xa_empty(&active_allocator->xa)',
        change: 'always',
      },
    ],
    'registered-again': [
      {
        file: ALLOCATOR,
        function: 'ioasid_register_allocator',
        at: 'ret = -EEXIST',
        change: 'removed',
      },
    ],
    'active-after-leaving': [
      {
        file: ALLOCATOR,
        function: 'ioasid_unregister_allocator',
        at: '&default_allocator',
        change: 'removed',
      },
    ],
    'second-id-for-address-space': [
      {
        file: SVA_LIB,
        function: 'iommu_sva_alloc_pasid',
        at: 'pasid_valid(mm->pasid)',
        change: 'never',
      },
    ],
    'lower-bound-is-not-asked': [
      {
        file: SVA_LIB,
        function: 'iommu_sva_alloc_pasid',
        at: 'mm->pasid < min ||',
        change: { instead: '' },
      },
    ],
    'zero-goes-to-address-space': [
      {
        file: SVA_LIB,
        function: 'iommu_sva_alloc_pasid',
        at: 'min == 0 ||',
        change: { instead: '' },
      },
    ],
    'error-becomes-id': [
      {
        file: SVA_LIB,
        function: 'iommu_sva_alloc_pasid',
        at: '!pasid_valid(pasid)',
        change: 'never',
      },
    ],
    'exit-keeps-id': [
      { file: MM, function: 'mm_pasid_drop', at: 'ioasid_free', change: 'removed' },
    ],
    'exit-keeps-number': [
      { file: MM, function: 'mm_pasid_drop', at: 'mm->pasid = INVALID_IOASID', change: 'removed' },
    ],
  },
  'linux-6.12-misc-cgroup': {
    'sum-of-32-bits': [
      {
        file: MISC,
        function: 'misc_cg_try_charge',
        at: 'u64 new_usage',
        change: { instead: 'int new_usage' },
      },
    ],
  },
};
