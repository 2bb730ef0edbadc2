/** Words of packed states. Unused bits are zero, so equal states have equal words. */
export type Words = Int32Array;
