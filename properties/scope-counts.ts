/**
 * How large the small scopes are, as explorer and naive search both count them. A changed count means
 * that the machine changed: say how in the commit that changes it here.
 */
export const SCOPE_COUNTS = [
  { name: 'tiny', states: 1_380, transitions: 51_756, cuts: 150, depth: 9 },
  { name: 'pair', states: 536, transitions: 32_638, cuts: 399, depth: 9 },
  { name: 'uneven', states: 380, transitions: 27_470, cuts: 390, depth: 7 },
  { name: 'vfio', states: 3_640, transitions: 58_936, cuts: 0, depth: 16 },
  { name: 'queue', states: 4_716, transitions: 58_134, cuts: 930, depth: 21 },
  { name: 'mediated', states: 784, transitions: 8_708, cuts: 0, depth: 13 },
  { name: 'quota', states: 1_344, transitions: 16_422, cuts: 96, depth: 13 },
  { name: 'driver', states: 1_620, transitions: 169_081, cuts: 908, depth: 12 },
  { name: 'odd', states: 4_848, transitions: 393_826, cuts: 4_992, depth: 11 },
  { name: 'one-guest', states: 808, transitions: 16_468, cuts: 0, depth: 11 },
  { name: 'odd-kernel', states: 784, transitions: 24_914, cuts: 340, depth: 8 },
  { name: 'strangers', states: 1_190, transitions: 17_488, cuts: 1_396, depth: 14 },
  { name: 'two-drivers', states: 825, transitions: 8_450, cuts: 876, depth: 12 },
] as const;
