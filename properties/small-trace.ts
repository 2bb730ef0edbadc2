import { expect } from 'vitest';
import { InputError, validateTrace } from '#harness';

// The records of a lawful trace of two calls, for tests to spoil one at a time.
export const header = {
  trace: 'pasid-kernel-trace',
  version: 1,
  family: 'misc-cgroup',
  kernel: '6.12.117',
  code: 'kernel/cgroup/misc.c',
  seed: 1,
  sloppy: false,
  scope: {
    size: 'small',
    resources: ['sev'],
    cgroups: [
      { cg: 'root', parent: null },
      { cg: 'c1', parent: 'root' },
    ],
  },
};
export const capacity = { n: 1, call: 'misc_cg_set_capacity', res: 'sev', capacity: 6, ret: 0 };
export const charge = { n: 2, call: 'misc_cg_try_charge', res: 'sev', cg: 'c1', amount: 1, ret: 0 };
export const row = { usage: 1, peak: 1, max: 'max', events: 0, eventsLocal: 0 };
export const snapshot = {
  n: 2,
  state: { capacity: { sev: 6 }, cgroups: { root: { sev: row }, c1: { sev: row } } },
};

/** A file of these records, one per line. */
export function ndjson(...records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** The one-line message about a malformed file, its path replaced by FILE. */
export async function messageAbout(file: string): Promise<string> {
  const error: unknown = await validateTrace(file).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message).not.toContain('\n');
  return message.replaceAll(file, 'FILE');
}
