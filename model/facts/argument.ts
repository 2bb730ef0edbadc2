/** One claim of the mails of September 2020 and their follow-ups, in our words. */
interface ArgumentClaim {
  readonly said: string;
  /** Who said it, and when. */
  readonly source: string;
}

const SEED = 'Jason Gunthorpe to Alex Williamson, 14 September 2020';

/** What was claimed, by number; what the machine says to it is decided by search, claim by claim. */
export const argument = {
  P1: { said: 'PASIDs have several allocators; VFIO is not the only interface.', source: SEED },
  P2: {
    said: 'A quota inside VFIO has an incomplete view where mediated devices and a driver of the kernel share the pool.',
    source: SEED,
  },
  P3: {
    said: 'A quota inside VFIO makes sense only if VFIO owns the function alone.',
    source: SEED,
  },
  P4: { said: 'Limits must be tracked globally, probably by a PASID cgroup.', source: SEED },
  P5: {
    said: 'Any quota must be in the IOMMU layer and shared by all drivers: one path that does not charge undoes it.',
    source: SEED,
  },
  P6: { said: 'SVA lets an unprivileged process get a PASID already.', source: SEED },
  P7: {
    said: 'Resource management is needed beyond VFIO: one PASID per process does not bound a user who forks.',
    source: SEED,
  },
  P8: { said: 'VFIO should accept a PASID that /dev/sva created.', source: SEED },
  P9: {
    said: 'VFIO owns no PASID, and with mediated devices neither the PCI device nor the IOMMU.',
    source: SEED,
  },
  P10: {
    said: 'The same operations in /dev/sva add no attack surface to a confined QEMU.',
    source: SEED,
  },
  P11: {
    said: 'The kernel should not have two preferred interfaces for one thing; with two, one pool must still have one owner for each id.',
    source: SEED,
  },
  P12: {
    said: 'A user of VFIO must own a device before any allocation, so the scope and permissions of VFIO fit.',
    source: 'Alex Williamson, quoted in the same mail',
  },
  P13: {
    said: 'The IOMMU layer need only enforce what the architecture can express; both interfaces may use a cgroup.',
    source: 'Alex Williamson, September 2020',
  },
  P14: {
    said: 'One model of quota may not fit both a work queue with one PASID for each user and a VM with many.',
    source: 'Alex Williamson, September 2020',
  },
  P15: {
    said: 'The file that holds a PASID may be closed before the file through which it is used.',
    source: 'Jacob Pan, 16 September 2020',
  },
  P16: {
    said: 'On Arm and AMD the whole PASID table goes with the function, so the spaces are per function.',
    source: 'Jean-Philippe Brucker, September 2020',
  },
  P17: {
    said: 'With ENQCMD and a shared work queue the number must be unique in the system; without, in the function.',
    source: 'Ashok Raj, May 2021',
  },
} as const satisfies Readonly<Record<string, ArgumentClaim>>;
