import type { BugId } from './bugs.js';

/**
 * A deliberate fault in the kernel's own code, built by `npm run kernel:build` as an edit of its source
 * (`kernel/edits.ts`, under the same name).
 */
export interface KernelEdit {
  /** Kebab-case; the target is called `<kernel target>/<name>`. */
  readonly name: string;
  /** What the code does wrong with it, in one sentence. */
  readonly about: string;
  /** The fix of the kernel that it takes back; absent: a fault of ours, of which no kernel is known. */
  readonly takesBack?: string;
  /** The numbered bug of the fact sheet that comes back with it, where there is one. */
  readonly bug?: BugId;
}

/** The edits of each kernel target, real fixes first. */
export const kernelEdits = {
  'linux-6.12-iommu': [
    {
      name: 'attach-checks-no-range',
      about: 'A PASID that no device of the group can express is attached.',
      takesBack: '"iommu: Validate the PASID in iommu_attach_device_pasid()" (6.9)',
      bug: 'B24',
    },
    {
      name: 'range-of-members-without-pasids',
      about: 'A member of the group that has no PASIDs at all makes every attach fail.',
      takesBack:
        'b3f6fcd8404f (6.16, 6.12.93), by which members without PASIDs are left out of the range check',
    },
    {
      name: 'undo-reaches-refusing-member',
      about: 'A failed attach is also undone on the member that refused it.',
      takesBack: '"iommu: Undo pasid attachment only for the devices that have succeeded" (6.10)',
      bug: 'B23',
    },
    {
      name: 'second-bind-is-refused',
      about: 'A second bind of one address space on one device is refused.',
      takesBack: '"iommu/sva: Restore SVA handle sharing" (6.8)',
      bug: 'B11',
    },
    {
      name: 'greatest-pasid-binds-once',
      about: 'The greatest PASID of a device can be bound once, and is out of range from then on.',
      takesBack: '4e14176ab13f (6.4), by which the last id of a range is in it',
      bug: 'B06',
    },
    {
      name: 'child-copies-pasid',
      about: 'A forked child keeps the PASID of its parent, and frees it when it ends.',
      takesBack: '"mm/fork: clear PASID for new mm" (5.12)',
      bug: 'B01',
    },
    {
      name: 'pasid-goes-with-last-user',
      about:
        'The PASID of an address space is freed with its last user, while bonds hold it still.',
      takesBack: '"mm: Fix PASID use-after-free issue" (5.18)',
      bug: 'B02',
    },
    {
      name: 'error-becomes-pasid',
      about: 'The error of an allocation that failed is answered as a PASID.',
      takesBack: '"iommu/sva: Fix signedness bug in iommu_sva_alloc_pasid()" (6.5)',
      bug: 'B05',
    },
    {
      name: 'failed-attach-keeps-slot',
      about: 'An attach that the device refuses leaves its slot occupied.',
    },
    {
      name: 'bind-counts-no-second-user',
      about: 'A second bind shares the handle and is not counted.',
    },
    {
      name: 'shared-domain-is-not-counted',
      about: 'A domain that a second device of another group shares is not counted.',
    },
    {
      name: 'claim-overlooks-pasids',
      about: 'A group is given to user space while PASIDs are attached in it.',
    },
  ],
  'linux-6.12-iommu+no-reuse': [
    {
      name: 'slot-keeps-moved-handle',
      about:
        'The handle of a bond is moved to another block after its slot was filled: the slot keeps the old one, which the next allocation hands out again as the new one.',
    },
    {
      name: 'freed-handle-is-written',
      about: 'The handle of a bond is written to after it was freed.',
    },
  ],
  // Of the fixes that the sheet lists none is in these files: B06, their one bug there, 6.1 still has.
  'linux-6.1-ioasid': [
    {
      name: 'failed-store-keeps-id',
      about: 'An id for which the kernel has no memory is not given back to the custom allocator.',
    },
    {
      name: 'find-asks-no-set',
      about: 'An id is found by callers of another set.',
    },
    {
      name: 'freed-entry-stays',
      about: 'An id of a custom allocator is freed, and its entry stays in the table.',
    },
    {
      name: 'custom-allocator-beside-ids',
      about: 'A custom allocator takes over while ids of the default one are out.',
    },
    {
      name: 'registered-again',
      about: 'A second registration of one allocator is answered as the first.',
    },
    {
      name: 'active-after-leaving',
      about: 'The last custom allocator stays active when it has left and its record is freed.',
    },
    {
      name: 'second-id-for-address-space',
      about: 'An address space that has an id is given another one.',
    },
    {
      name: 'lower-bound-is-not-asked',
      about: 'An address space is granted its id again though it is below the range.',
    },
    {
      name: 'zero-goes-to-address-space',
      about: 'An address space is given id 0, which is DMA without a PASID.',
    },
    {
      name: 'error-becomes-id',
      about: 'The error of an allocation that failed is answered as an id.',
      bug: 'B05',
    },
    {
      name: 'exit-keeps-id',
      about: 'The id of an address space that ends is not freed.',
      bug: 'B04',
    },
    {
      name: 'exit-keeps-number',
      about: 'An address space that gave its id back goes on using the number.',
    },
  ],
  'linux-6.12-misc-cgroup': [
    {
      name: 'sum-of-32-bits',
      about: 'The sum of a charge is kept in 32 bits with a sign.',
      takesBack:
        'the patch to a72232eabdfc of July 2023, by which the sum is as wide as the charge',
      bug: 'B58',
    },
  ],
} as const satisfies Readonly<Record<string, readonly KernelEdit[]>>;
