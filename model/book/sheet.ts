/** How the facts were read, one string for each paragraph. */
export const howFactsWereRead: readonly string[] = [
  "The facts were read in Debian's linux-source-6.12 (6.12.117) and linux-source-6.1 (6.1.192), in the kernel's own documentation there, and in series and commit messages on the mailing lists. The numbers are those of the project's fact sheet. The recorded code of the core (`iommu`) ran alone, in one thread: the IOMMU driver below it, the domain of a group outside PASIDs (`__iommu_group_set_domain` and the allocation of blocking domains), the arrival of a default domain (`group_default_domain_ready`, no kernel function) and devices without a group are stand-ins, and in these recordings there is no exec, no `CLONE_VM`, no concurrency and no refusal of SVA on x86.",
  'The tags 6.12 and 6.1 mean these two trees, 6.12.93 the stable release that brought the change, and a tag behind a commit\'s subject the release that took it. "Observed" means that the source or a mailed patch was read so and nobody has called it a bug.',
];

/** What the sheet says where a claim or a table cites a whole section; by its number. */
export const sections: Readonly<Record<string, string>> = {
  '2.3':
    '`iommu_alloc_global_pasid` answers the lowest free PASID of 1 .. `max_pasids` - 1 of the calling device, out of one pool for all; any error of the IDA becomes "no PASID", and a small device can be starved by the others (6.12).',
  '2.6':
    'The order in which `iommu_sva_bind_device` checks and where it needs memory: the record of the mm, the handle, the domain, the slot; after the PASID is given, every failure leaves it with the mm (6.12).',
  '2.11':
    'A refused charge counts one event, local to the level that refused and seen from those above it but the root; peaks of the levels below are not taken back (`misc_cg_try_charge`, `misc_cg_event`, `misc_cg_update_watermark`, 6.12).',
};

/** A decision of the design, where the kernel is silent or the reference is stricter. */
export interface Decision {
  /** The section of the design that tables cite for it. */
  readonly section: string;
  readonly name: string;
  /** What was decided; code between backticks. */
  readonly said: string;
}

/** The decisions that the tables cite. */
export const decisions: readonly Decision[] = [
  {
    section: '2.1',
    name: 'Holder check',
    said: 'In `reference` the caller must hold the PASID it attaches or frees; the refusal is EPERM and comes before range, slot and every other check. Mainline has no such check.',
  },
  {
    section: '2.1',
    name: 'Whose charge',
    said: 'A PASID given by a bind is charged to the cgroup of the process that uses the mm; one of /dev/sva to that of the caller of the alloc, whoever opened the file.',
  },
  {
    section: '2.1',
    name: 'What a slot may lead to',
    said: "For an mm's id the page tables of that mm; for a file's the I/O address space of a process that held the file when it attached; for a driver's a domain of its own or of the kernel; for a mediated device's that of its opener.",
  },
  {
    section: '2.2',
    name: 'Draining',
    said: 'It belongs to a group and a PASID: after a detach the slot stays occupied, and attach, bind, claim and probe answer EBUSY, until its page requests and invalidations are done. Release and removal of a driver succeed where slots only drain.',
  },
  {
    section: '2.2',
    name: 'Classes of an id',
    said: 'Held (a record names it), condemned (no record, a slot attached), draining (no record, slots only drain), free. The charge is given back when the id is free, never earlier.',
  },
  {
    section: '2.3',
    name: 'Two refusals, two answers',
    said: 'The ledger answers EBUSY, as misc does; the caller of an allocation sees EAGAIN for a quota and ENOSPC for exhaustion. The order is charge, then PASID; if there is none, the charge is taken back and peaks stay.',
  },
  {
    section: '2.3',
    name: 'System PASID',
    said: 'One that a kernel driver allocates for itself is charged to the root; that of a mediated device to the cgroup of its opener.',
  },
  {
    section: '2.3',
    name: 'Who may allocate from /dev/sva',
    said: 'Anyone whose sandbox let it open the node. That its user owns a device is not asked.',
  },
  {
    section: '2.3',
    name: 'Removal of a device',
    said: 'What was attached through it is detached, and what it asked is answered. 6.12 leaves both as they are.',
  },
  {
    section: '2.3',
    name: 'Free while attached',
    said: 'The design condemns the PASID: its owner let go, no new attach, free when the slots are. Mainline frees at once.',
  },
  {
    section: '2.3',
    name: 'Id after a failed bind',
    said: 'The mm keeps it, as in mainline (B20).',
  },
  {
    section: '2.3',
    name: 'Choice of the id',
    said: '`reference` allows any free one, the kernel answers the lowest.',
  },
  { section: '2.3', name: 'Charge on migration', said: 'It stays (I60).' },
  {
    section: '2.3',
    name: 'SVA on x86',
    said: 'A switch: 6.1.163, 6.12.64 and what follows them in Debian refuse every bind there.',
  },
  {
    section: '2.5',
    name: 'One limit over all paths',
    said: 'The ids that a user holds over all ways of allocating count together, at every cgroup above the one that is charged.',
  },
  {
    section: '2.5',
    name: 'Fairness',
    said: 'Drains end and page requests are answered: nobody puts them off for ever, and a draining slot takes no new request.',
  },
];
