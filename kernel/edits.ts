import type { SourceEdit } from './edit.js';

const CORE = 'drivers/iommu/iommu.c';
const SVA = 'drivers/iommu/iommu-sva.c';
const FORK = 'kernel/fork.c';
const MISC = 'kernel/cgroup/misc.c';

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
