import type { Fact } from './fact.js';

/** What comes about in the end. */
export const livenessFacts = {
  L1: {
    said: 'A freed PASID can be allocated again after its drain; none is lost for good.',
    source: '`iopf_queue_flush_dev`, `sva.rst` (6.12)',
  },
  L2: {
    said: 'A condemned id becomes free in the end, if each holder lets go when told.',
    source: 'the ioasid series (V4, February 2021, not merged)',
  },
  L3: {
    said: 'Each page request is answered in the end, also when the device is removed.',
    source: '`iopf_queue_remove_device` (6.12)',
  },
  L4: {
    said: 'Closing an iommufd comes to an end, and nothing of it is left.',
    source: '`iommufd_fops_release` (6.12), WARN',
    outOfScope:
      'The objects of iommufd and the counts between them are not built: the machine knows groups, owners, slots and domains, whoever keeps them.',
  },
  L5: {
    said: 'Destroying an object waits for a bounded time.',
    source: '60 s in `iommufd_object_remove` (6.12)',
    outOfScope: 'There is no clock in the machine.',
  },
  L6: {
    said: 'With all files closed, all mms dropped and all drivers gone, every PASID is free, the slots are empty and nothing is charged.',
    source: 'follows from I11, I36 and I59',
  },
  L7: {
    said: 'After the user owner has let go, a kernel driver can use the group again.',
    source: '`iommufd_device_unbind` (6.12)',
  },
  L8: {
    said: 'What a quota had reserved returns to the capacity when its holder is gone.',
    source: 'the ioasid series (V4, February 2021, not merged)',
  },
} as const satisfies Readonly<Record<string, Fact>>;
