/** The error numbers that appear in the tables, as in the kernel's errno headers (6.1, 6.12). */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  ENXIO: 6,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  EMFILE: 24,
  ENOSPC: 28,
  ERANGE: 34,
  EOVERFLOW: 75,
  EOPNOTSUPP: 95,
  EPROBE_DEFER: 517,
} as const;

/** The name of an error, `EBUSY`; the port and the recordings carry its negated number, -16. */
export type Errno = keyof typeof ERRNO;
