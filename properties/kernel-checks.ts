// What the sheet of kernel facts lists for each function that a table restates, for tables-facts.test.ts.

/**
 * One check: an errno; `WARN` alone or before an errno; `done`, `bound`: the call ends well there;
 * `driver`: whatever errno the IOMMU driver answers; `INVALID`: no id; `attach`, `bind`: as those
 * answer; `replace`: a replacement is tried instead; `waits`: the function does not return.
 */
export type Answers = readonly string[];

/** What the sheet lists for one function, and where its table says it otherwise. */
export interface Facts {
  /** The section of the sheet. */
  readonly section: string;
  readonly answers: Answers;
  /** What the table answers before all that, and who asks. */
  readonly first?: { readonly table: Answers; readonly why: string };
  /** The nth answer of the sheet, counted from 0, stands in the table as these. */
  readonly otherwise?: Readonly<Record<number, { readonly table: Answers; readonly why: string }>>;
}

const INVALID_IS_ENOSPC = 'no id is told as ENOSPC, which is what a bind makes of it';
const TAKEN = ['EBUSY', 'ENOMEM', 'driver'];
const BIND =
  'ENODEV EOPNOTSUPP EBUSY EOVERFLOW ENOMEM ENOSPC EBUSY bound EBUSY ENOMEM driver attach'.split(
    ' ',
  );
/** A drop of an address space frees its id; freeing one that is not allocated warns. */
const DROP: Facts = { section: '2.6, 2.3', answers: ['WARN'] };
const NEW_MM = { table: ['ENOMEM'], why: 'mm_alloc and dup_mm, of which the sheet says nothing' };
const NOTHING: Facts = { section: '2.6', answers: [], first: NEW_MM };
const THREE_CAUSES = ['ENOSPC', 'ENOSPC', 'ENOSPC'];
const OPEN = ['EMFILE', 'ENOMEM', 'EPERM'];
const GOING_AWAY = {
  table: ['ENODEV'],
  why: 'vfio_device_fops_unl_ioctl asks before any ioctl whether the device is there',
};
/** What VFIO_DEVICE_ATTACH_IOMMUFD_PT with a PASID asks before iommufd is called. */
const ATTACH_PT = ['EINVAL', 'EOPNOTSUPP', 'EINVAL', 'WARN EINVAL'];

/** Answers of the sheet that the table does not have, all for the same reason. */
function absent(why: string, ...nths: readonly number[]): NonNullable<Facts['otherwise']> {
  return Object.fromEntries(nths.map((nth) => [nth, { table: [], why }]));
}
const NO_IOCTL = 'a call brings its arguments as numbers that exist, and every device takes PASIDs';
const NO_OBJECTS = 'a file has its own two address spaces, which fit, and no other objects';

/** By action, in the order of the tables. */
export const facts: Readonly<Record<string, Facts>> = {
  'process-spawn': NOTHING,
  'process-fork': NOTHING,
  'process-exec': { ...DROP, first: NEW_MM },
  'process-exit': DROP,
  'process-migrate': { section: '2.11', answers: [] },
  'cgroup-set-max': {
    section: '2.11',
    answers: ['EINVAL'],
    otherwise: {
      0: {
        table: ['ENOENT'],
        why: 'the resource is always there and has no capacity; the root has no file (2.11: max exists on non-root only)',
      },
    },
  },
  'device-unplug': { section: '2.8', answers: [] },
  'driver-probe': { section: '2.5', answers: ['done', 'EPROBE_DEFER', 'EBUSY'] },
  'driver-remove': {
    section: '2.5',
    answers: ['WARN'],
    otherwise: {
      0: { table: ['done', 'WARN'], why: 'the sheet does not speak of a device in no group here' },
    },
  },
  'group-claim': { section: '2.5', answers: ['WARN EINVAL', 'EPERM', ...TAKEN] },
  'group-release': {
    section: '2.5',
    answers: ['WARN'],
    otherwise: {
      0: {
        table: ['WARN', 'WARN'],
        why: 'the sheet takes it for granted that there is a default domain; the source warns where there is none',
      },
    },
  },
  'device-claim': { section: '2.5', answers: ['WARN EINVAL', 'ENODEV', 'EPERM', 'done', ...TAKEN] },
  'device-release': {
    section: '2.5',
    answers: ['WARN'],
    otherwise: {
      0: {
        table: ['done', 'WARN', 'WARN'],
        why: 'the sheet speaks of the last release, others only count; and the source warns where there is no default domain',
      },
    },
  },
  'pasid-alloc-global': {
    section: '2.3',
    answers: ['INVALID', 'INVALID'],
    otherwise: {
      0: { table: ['ENOSPC'], why: INVALID_IS_ENOSPC },
      1: { table: ['ENOSPC', 'ENOSPC'], why: `${INVALID_IS_ENOSPC}; its two causes are two rows` },
    },
  },
  'pasid-free-global': {
    section: '2.3',
    answers: ['WARN', 'WARN'],
    otherwise: { 1: { table: [], why: 'no id, and an id that is not allocated, are one row' } },
  },
  'kernel-pasid-enable': {
    section: '2.9',
    answers: ['EPERM', 'ENOSPC', 'attach'],
    otherwise: {
      1: { table: THREE_CAUSES, why: 'the causes of INVALID are rows of their own' },
      2: {
        table: ['EINVAL', 'ENOMEM', 'driver'],
        why: 'a new id has no occupied slot, and the device is there with a domain of its group',
      },
    },
  },
  'kernel-pasid-disable': { section: '2.9', answers: ['done'] },
  'pasid-attach': {
    section: '2.4',
    answers: ['EOPNOTSUPP', 'ENODEV', 'EINVAL', 'EINVAL', 'EBUSY', 'ENOMEM', 'driver'],
  },
  'pasid-detach': { section: '2.4', answers: [] },
  'pasid-replace': {
    section: '2.4',
    answers: ['ENODEV', 'EOPNOTSUPP', 'EINVAL', 'EBUSY', 'EINVAL', 'WARN EINVAL', 'driver'],
    otherwise: absent('groups are not reset here; that check is of 7.x', 3),
  },
  'attach-handle-get': { section: '2.4', answers: ['ENOENT', 'EBUSY'] },
  'sva-bind': {
    section: '2.6',
    answers: BIND,
    otherwise: {
      5: {
        table: THREE_CAUSES,
        why: 'the causes of INVALID are rows of their own',
      },
      8: { table: [], why: 'a handle of another type is in the row of another address space' },
      11: {
        table: ['EINVAL', 'EBUSY', 'ENOMEM', 'driver'],
        why: 'that the group or set_dev_pasid is missing, or that the driver is another, cannot be here',
      },
    },
  },
  'sva-unbind': DROP,
  'sva-get-pasid': {
    section: '2.6',
    answers: ['INVALID'],
    otherwise: { 0: { table: [], why: 'a handle that a bind made is of an mm that has an id' } },
  },
  'wq-open': {
    section: '2.9',
    answers: ['ENOMEM', 'EBUSY', 'bind', 'EINVAL'],
    first: {
      table: [...OPEN, 'ENODEV'],
      why: 'do_sys_openat2, the device cgroup and chrdev_open ask before idxd does',
    },
    otherwise: {
      ...absent('the memory for the context is one with that for the open file', 0),
      ...absent('every queue is a shared one, and a bind that is granted brings an id', 1, 3),
      2: {
        table:
          'ENODEV EOPNOTSUPP EBUSY EOVERFLOW ENOMEM ENOSPC ENOSPC ENOSPC EBUSY ENOMEM driver EINVAL EBUSY ENOMEM driver'.split(
            ' ',
          ),
        why: 'as sva-bind says, with its deviations; a bond that exists is no answer of its own',
      },
    },
  },
  'wq-submit': { section: '2.9', answers: ['EPERM', 'ENXIO'] },
  'file-pass': { section: '2.9', answers: [] },
  'file-close': { section: '2.5', answers: ['WARN'] },
  'vfio-open': {
    section: '2.10, 2.5',
    answers:
      'ENODEV EFAULT EINVAL EINVAL EBUSY EINVAL EBADF EINVAL ENODEV EINVAL ENODEV EPERM EPERM'
        .split(' ')
        .concat(TAKEN, 'EFAULT'),
    first: { table: OPEN, why: 'do_sys_openat2 and the device cgroup ask before VFIO does' },
    otherwise: {
      ...absent(NO_IOCTL, 1, 2, 6, 16),
      ...absent('there are no files of groups, and open and bind are one call', 3, 4, 5),
      ...absent(
        'the driver of VFIO and a coherent, isolated platform are taken as given',
        8,
        9,
        11,
      ),
      ...absent('that the device is in no group is asked together with whether it is there', 10),
    },
  },
  'vfio-attach': {
    section: '2.10, 2.4',
    answers: [
      ...ATTACH_PT,
      'replace',
      'errno',
      ...'ENOENT EINVAL ENOMEM EBUSY EINVAL EINVAL ENOMEM EINVAL'.split(' '),
      ...'ENODEV EOPNOTSUPP EINVAL EINVAL EBUSY ENOMEM driver'.split(' '),
    ],
    first: GOING_AWAY,
    otherwise: {
      ...absent(NO_IOCTL, 0, 1, 2, 3),
      ...absent('a replacement is an action of its own, and the slot is the only record', 4, 5),
      ...absent(NO_OBJECTS, 6, 7, 8, 9, 10, 11, 12, 13),
      ...absent(
        'a VFIO file is of a device in a group, and an id in a record is not 0',
        14,
        15,
        16,
      ),
    },
  },
  'vfio-replace': {
    section: '2.10, 2.4',
    answers: [...ATTACH_PT, 'EINVAL', 'EINVAL', 'done', 'EINVAL', 'driver'],
    first: GOING_AWAY,
    otherwise: {
      ...absent(NO_IOCTL, 0, 1, 2, 3),
      ...absent('no entry, and an entry without this device, are one row', 5),
      ...absent(
        'it is always the other address space of the file, which fits as the first did',
        6,
        7,
      ),
    },
  },
  'vfio-detach': { section: '2.10', answers: ['done'] },
  'page-request': {
    section: '2.7',
    answers: ['EINVAL', 'WARN EINVAL', 'done', 'FAILURE'],
    otherwise: {
      ...absent('every device has its fault queue, and every request is a last page', 1, 2),
      3: { table: ['failure'], why: 'the function returns 0, and the device is told FAILURE' },
    },
  },
  'page-response': {
    section: '2.7',
    answers: ['invalid', 'invalid', 'invalid'],
    otherwise: absent('every request has a PASID, and mappings are not modelled', 0, 2),
  },
  'drain-complete': {
    section: '2.7',
    answers: ['WARN ENODEV', 'waits'],
    otherwise: {
      ...absent('what has no device left does not drain', 0),
      1: { table: ['EBUSY'], why: 'a step cannot wait, so it is refused until then' },
    },
  },
  'ledger-set-capacity': { section: '2.11', answers: ['EINVAL'] },
  'ledger-set-max': {
    section: '2.11',
    answers: ['EINVAL'],
    otherwise: { 0: { table: ['EINVAL', 'EINVAL'], why: 'its two causes are two rows' } },
  },
  'ledger-try-charge': {
    section: '2.11',
    answers: ['EINVAL', 'done', 'EBUSY'],
    otherwise: { 1: { table: [], why: 'that amount 0 does nothing stands under effect' } },
  },
  'ledger-uncharge': {
    section: '2.11',
    answers: ['done', 'WARN'],
    otherwise: {
      0: { table: [], why: 'that amount 0 or no cgroup does nothing stands under effect' },
      1: { table: [], why: 'the charge is taken back all the same, so it stands under effect' },
    },
  },
};
