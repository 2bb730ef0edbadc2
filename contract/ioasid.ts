/** Where a call of the ioasid allocator can be made to fail; recordings use the same names. */
export const IOASID_FAULT_POINTS = ['kzalloc', 'xa_alloc', 'allocator_callback'] as const;

/** One place where a call of the ioasid allocator can be made to fail. */
export type IoasidFaultPoint = (typeof IOASID_FAULT_POINTS)[number];

/** No id: what an allocation answers that failed for any reason (`INVALID_IOASID`, 6.1). */
export const INVALID_IOASID = 0xffff_ffff;

/** How serious a line of the kernel's log is, the most serious first. */
export const LOG_LEVELS = ['err', 'warn', 'info'] as const;

/** The most serious thing that a call logs. */
export type LogLevel = (typeof LOG_LEVELS)[number];
