import type { Design, Profile } from '#contract';

/** What each profile is, in a sentence. */
export const profileTexts: Readonly<Record<Profile, string>> = {
  reference:
    'The design that the argument asks for: one pool, one quota, and ids only for who holds them.',
  'linux-6.12':
    'What the recorded code of 6.12.117 does, built without CONFIG_X86; recordings of the family `iommu` are held against it.',
};

/** What each design is, in a sentence; the letter is that of the claims. */
export const designTexts: Readonly<Record<Design, string>> = {
  'vfio-v7':
    'V: VFIO allocates for virtual machines, and its quota looks at what it allocated (series of 2020). All else is as in the reference, so that a claim that fails here fails for who counts.',
  'ioasid-set-v4':
    'S: VFIO allocates, from a set that reserves ids for its user (series of February 2021). All else is as in the reference.',
  'iommu-flat': 'G: the IOMMU layer counts for each user, against one limit, without cgroups.',
  reference: 'C: the IOMMU layer charges a cgroup: what the mail proposes.',
  mainline:
    'M: mainline, the core of 6.12 and the PASID attach of VFIO that came with 6.15: no quota, nobody asked who holds what, and nothing kept for a device that may still use it.',
  'ioasids-cgroup-rfc':
    'The IOASIDs controller of February 2021: kernel drivers are exempt, and charges move with a process.',
};
