/** One numbered bug of the fact sheet: a fault that some kernel, or some series, really had. */
export interface Bug {
  /** What was wrong, in one sentence. */
  readonly said: string;
  /** The subject of the commit that mended it, with its release, or where it was read. */
  readonly source: string;
  /** Why no seeded defect can restate it; absent where one does, or is to come. */
  readonly notHere?: string;
}

const numbered = {
  B01: {
    said: "The copied mm of a forked child kept its parent's PASID, and the child's end freed it.",
    source: '"mm/fork: clear PASID for new mm" (5.12)',
  },
  B02: {
    said: 'The PASID went with the last user of the mm, although files closed later still had it bound.',
    source: '"mm: Fix PASID use-after-free issue" (5.18)',
  },
  B03: {
    said: 'A driver used an mm that it did not hold, after the process had gone.',
    source: '"iommu/arm-smmu-v3-sva: Fix mm use-after-free" (5.19)',
  },
  B04: {
    said: 'The last unbind gave the PASID back under a condition that was never true by then.',
    source: '"iommu/vt-d: Fix PASID leak in intel_svm_unbind_mm()" (5.15)',
  },
  B05: {
    said: "An allocator's error went into an unsigned variable and came out as a huge PASID.",
    source: '"iommu/sva: Fix signedness bug in iommu_sva_alloc_pasid()" (6.5)',
  },
  B06: {
    said: 'The greatest PASID of a range could be allocated, but was refused when the same mm came again.',
    source: '`iommu_sva_alloc_pasid` (6.1), mended with the move from sets to one IDA (6.4)',
  },
  B08: {
    said: "The status of a guest's command to allocate or free was compared with wrong codes, so a failure counted as a success.",
    source: '"iommu/vt-d: Fix status code for Allocate/Free PASID command" (5.12)',
  },
  B09: {
    said: "The flag that a thread's PASID register is loaded survived exec, so the new image could not load its own: observed.",
    source: '`dup_task_struct` (6.12)',
    notHere: 'Threads, their registers and the flag beside them are not in the machine.',
  },
  B10: {
    said: "A PASID was pushed into other threads' registers while these were saved or not, so threads ran with an old one.",
    source: '"x86/cpufeatures: Force disable X86_FEATURE_ENQCMD and remove update_pasid()" (5.13)',
    notHere: 'Threads, their registers and the flag beside them are not in the machine.',
  },
  B11: {
    said: 'A second bind of one mm on one device was refused instead of sharing the handle.',
    source: '"iommu/sva: Restore SVA handle sharing" (6.8)',
  },
  B13: {
    said: 'A handle could be found before its device was filled in.',
    source: '"iommu/sva: Set handle->dev before the SVA handle is visible" (6.12.109)',
  },
  B15: {
    said: 'Where binding was compiled out, it answered a null pointer, which callers took for a handle.',
    source: '"iommu: Return right value in iommu_sva_bind_device()" (6.10)',
    notHere: 'An answer is a handle or an error by its type; there is no third value to mistake.',
  },
  B16: {
    said: 'Device caches kept entries of kernel page tables that had been freed.',
    source: 'CVE-2025-71089, CVE-2025-71202 (6.19)',
    notHere: 'Caches are inside the IOMMU driver, below what the core tells devices.',
  },
  B17: {
    said: 'Bind and unbind took two locks in opposite order.',
    source: '"Fix lockdep splat in sva bind()/unbind()" (5.10.9)',
    notHere:
      'Steps are atomic here: there is no lock to take in the wrong order, and no middle of a step to look into.',
  },
  B18: {
    said: 'A drain waited for the fault thread, which waited for a lock that the unbind held.',
    source: '"Fix a deadlock in intel_svm_drain_prq()" (5.15)',
    notHere:
      'Steps are atomic here: there is no lock to take in the wrong order, and no middle of a step to look into.',
  },
  B20: {
    said: 'After a failed bind the mm keeps its PASID: a policy, and here the seeded defect is to free it.',
    source: '`iommu_sva_bind_device` (6.12), seen when run',
  },
  B22: {
    said: 'A failed switching on of a feature left half of it set up, and the next attempt was refused.',
    source: '"iommu/vt-d: Fix error handling in sva enable/disable paths" (6.1.16)',
  },
  B23: {
    said: 'Rolling back an attach also told members to remove a PASID that they had never been told of.',
    source: '"iommu: Undo pasid attachment only for the devices that have succeeded" (6.10)',
  },
  B24: {
    said: 'An attach did not look whether the device can express the PASID.',
    source: '"iommu: Validate the PASID in iommu_attach_device_pasid()" (6.9)',
  },
  B26: {
    said: 'The slot showed its handle before the hardware had agreed, so a failing attach could be seen.',
    source: '"iommu: Swap the order of setting group->pasid_array and calling attach ..." (6.15)',
  },
  B28: {
    said: 'A device that was not attached could replace what a member of its group had attached.',
    source: '"iommufd: Fail replace if device has not been attached" (6.15)',
  },
  B30: {
    said: 'On a replace the pending faults of the new page table were answered and those of the old one were not.',
    source:
      '"iommufd: Fix wrong hwpt passed to iommufd_auto_response_faults on replace" (6.12.105)',
  },
  B32: {
    said: 'A driver that leaves a PASID attached stays counted, and the group can never be claimed: observed, a policy of the kernel.',
    source: '`iommu_device_unuse_default_domain` (6.12)',
  },
  B34: {
    said: 'Where the answer to an attach could not be copied out, the wrong thing was detached: observed.',
    source: 'the VFIO PASID series (v7, mailed)',
    notHere: 'The answer of a call always reaches its caller here.',
  },
  B35: {
    said: 'Devices behind one alias share a PASID table, and its entry was set up twice and torn down under the other.',
    source: '"iommu/vt-d: Fix RID2PASID setup/teardown failure" (5.19)',
  },
  B36: {
    said: 'After the exit of the process the unbind skipped the drain, and an old request could hit the next user of the id.',
    source: '"iommu/vt-d: Draining PRQ in sva unbind path when FPD bit set" (6.14)',
  },
  B38: {
    said: 'Page requests without a PASID were not drained when the domain of a device was taken away.',
    source: '"iommu/vt-d: Drain PRQs when domain removed from RID" (6.14)',
    notHere: 'DMA without a PASID raises no page requests here.',
  },
  B39: {
    said: 'An id was given out again at once, and late events of its old user hit the new one.',
    source: '"drm/amdgpu: prevent immediate PASID reuse case" (6.12.80)',
  },
  B40: {
    said: 'Requests that were still queued when the queue overflowed were lost and never answered.',
    source: '"iommu/vt-d: Clear PRQ overflow only when PRQ is empty" (5.10.24)',
  },
  B41: {
    said: 'The hardware could read a table entry that was half cleared.',
    source: '"iommu/vt-d: Clear Present bit before tearing down PASID entry" (6.12.75)',
    notHere: 'Caches are inside the IOMMU driver, below what the core tells devices.',
  },
  B44: {
    said: 'A group of page requests was freed with its queue while user space still had it to answer.',
    source: '"iommu/iommufd: Fix IOPF group ownership UAF" (6.12.114)',
  },
  B45: {
    said: 'A handle, and the file of a fault queue, were used after detach and close.',
    source: '"iommufd: Fix UAF in selftest IOPF reporting" (6.12.112)',
  },
  B46: {
    said: 'The set that had to let go of an id was never told that it was freed.',
    source: 'the ioasid series (v3, September 2020, not merged)',
    notHere:
      'Nobody is notified here: what the other parties do with an id are actions of their own.',
  },
  B47: {
    said: 'The quota of a set was not given back with the set: observed.',
    source: 'the ioasid series (V4, February 2021, not merged)',
    notHere: 'Sets of the unmerged ioasid series are not built.',
  },
  B50: {
    said: 'An allocation that failed at its last step answered the id all the same, and it was freed twice: observed.',
    source: 'the ioasid series (V4, February 2021, not merged)',
  },
  B51: {
    said: 'A set went with its last id while others still pointed to it: observed.',
    source: 'the ioasid series (V4, February 2021, not merged)',
    notHere: 'Sets of the unmerged ioasid series are not built.',
  },
  B52: {
    said: 'The charge came before the check of the quota and stayed when that refused: observed.',
    source: 'the IOASIDs cgroup series (February 2021, not merged)',
  },
  B53: {
    said: 'A charge was given back to the cgroup of whoever freed, and not to the one that was charged: observed.',
    source: 'the IOASIDs cgroup series (February 2021, not merged)',
  },
  B54: {
    said: 'The charge stayed for ever where the mm was gone when the id was freed: observed.',
    source: 'the IOASIDs cgroup series (February 2021, not merged)',
  },
  B56: {
    said: 'Moving a process moved its charges without asking the limit of where they went.',
    source: 'the IOASIDs cgroup series (February 2021, not merged), declared there',
  },
  B58: {
    said: 'A sum of charges was kept in 32 bits with a sign, so great amounts were refused for nothing, or admitted over the limit.',
    source: 'a patch to `misc_cg_try_charge` (July 2023), not in 6.1.192',
  },
  B59: {
    said: 'The bounds of a range were compared wrongly, and freeing a wide range did not end in any useful time.',
    source: 'the VFIO series (v7, September 2020, not merged)',
    notHere: 'Ids are freed one by one here, and there is no clock.',
  },
  B61: {
    said: 'A failed open of a work queue undid its bond twice.',
    source: '"dmaengine: idxd: Fix passing freed memory in idxd_cdev_open()" (6.4)',
  },
  B62: {
    said: 'An open that failed early gave back a bond that it had never made.',
    source: '"dmaengine: idxd: cdev: Fix uninitialized use of sva in idxd_cdev_open()" (6.12.32)',
  },
  B65: {
    said: 'A child, or whoever was passed the file, submitted work under the PASID of the opener.',
    source: '"dmaengine: idxd: Fix allowing write() from different address spaces" (6.16)',
  },
  B66: {
    said: 'A work queue for users worked without binding, and took their addresses for physical ones.',
    source:
      '"dmaengine: idxd: Do not enable user type Work Queue without Shared Virtual Address" (6.0.9)',
    notHere:
      'A work queue is opened only by binding here: there is none without an address space behind it.',
  },
  B67: {
    said: 'The structures of a device were freed twice at its removal.',
    source: '"dmaengine: idxd: fix double free of wq, engine, and group structs" (6.12.114)',
  },
  B68: {
    said: 'A count of references fell below 0 when the module was unloaded with a file open.',
    source: '"dmaengine: idxd: Fix refcount underflow on module unload" (6.12.48)',
  },
  B69: {
    said: 'Both the removal of the device and the close of the file gave back the same bond.',
    source: '"uacce: ensure safe queue release with state management" (6.1.162)',
  },
  B70: {
    said: 'A mapping of a queue could be grown until it covered queues of others.',
    source: '"uacce: implement mremap" (6.1.162)',
    notHere: 'Mappings have no size here: a process may submit through a file, or may not.',
  },
  B73: {
    said: 'An object was freed while the file just made for it could still be closed.',
    source: '"iommufd: Fix race during abort for file descriptors" (6.12.50)',
  },
  B74: {
    said: 'The wait for a slow user of an object was too short, and the object went under it.',
    source: '"iommu: iommufd: fix WARNING in iommufd_device_unbind" (6.12.13)',
    notHere: 'There is no clock in the machine.',
  },
  B77: {
    said: 'PASID and ATS were switched on in the wrong order.',
    source: '"Enable PASID and ATS capabilities in the correct order", amd (6.12.42)',
    notHere: 'The features of a device, PASID among them, are taken as on.',
  },
} as const satisfies Readonly<Record<string, Bug>>;

/** The number of a bug on the fact sheet. There are gaps, as on the sheet. */
export type BugId = keyof typeof numbered;

/** The catalogue of real bugs, in the order of their numbers. */
export const bugs: { readonly [Id in BugId]: Bug } = numbered;
