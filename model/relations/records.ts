import { NO_PASID } from '#contract';
import type { State } from '../state/state.js';

/** Whose record may name a PASID: an address space, a kernel driver (its own list, its system PASID), a /dev/sva file, a VFIO file that allocates, a mediated device. */
export type OwnerKind = 'mm' | 'driver' | 'system' | 'dev-sva' | 'vfio' | 'mdev';

/**
 * Looks at every entry of every owner's record in turn, until one passes the test; that is the
 * answer. What the pool believes has no say in it.
 */
export function findRecord(
  state: State,
  test: (pasid: number, kind: OwnerKind, owner: number) => boolean,
): string | undefined {
  const { mms, drivers, files, mdevs } = state;
  for (let mm = 0; mm < mms.length; mm++) {
    const space = mms[mm]!;
    if (space.phase !== 'live' || space.pasid === NO_PASID) continue;
    if (test(space.pasid, 'mm', mm)) return `mm${mm}`;
  }
  for (let device = 0; device < drivers.length; device++) {
    const { pasids, systemPasid } = drivers[device]!;
    for (let at = 0; at < pasids.length; at++) {
      if (test(pasids[at]!, 'driver', device)) return `dev${device}`;
    }
    if (systemPasid === NO_PASID) continue;
    if (test(systemPasid, 'system', device)) return `dev${device}`;
  }
  for (const key in files) {
    const file = files[key]!;
    if (file.kind !== 'dev-sva' && file.kind !== 'vfio') continue;
    const pasids = file.kind === 'vfio' ? file.allocated : file.pasids;
    for (let at = 0; at < pasids.length; at++) {
      if (test(pasids[at]!, file.kind, Number(key))) return `f${key}`;
    }
  }
  for (let mdev = 0; mdev < mdevs.length; mdev++) {
    const part = mdevs[mdev]!;
    if (part.phase !== 'created' || part.pasid === NO_PASID) continue;
    if (test(part.pasid, 'mdev', mdev)) return `mdev${mdev}`;
  }
  return undefined;
}

/** An owner whose record names the PASID, by name; none: nobody's does. */
export function ownerNamed(state: State, pasid: number): string | undefined {
  return findRecord(state, (held) => held === pasid);
}

/** Every owner whose record names the PASID; for messages. */
export function ownersNamed(state: State, pasid: number): readonly string[] {
  const names: string[] = [];
  findRecord(state, (held, kind, owner) => {
    if (held === pasid) names.push(nameOf(kind, owner));
    return false;
  });
  return names;
}

/** Whether any owner of the kind holds a PASID. */
export function isOwning(state: State, wanted: OwnerKind): boolean {
  return findRecord(state, (_, kind) => kind === wanted) !== undefined;
}

/** Whether the process holds a file whose record names the PASID: of /dev/sva, or of VFIO. */
export function holdsByFile(state: State, process: number, pasid: number): boolean {
  const caller = state.processes[process];
  if (caller === undefined || caller.phase === 'absent') return false;
  return caller.files.some((id) => {
    const file = state.files[id];
    if (file?.kind === 'vfio') return file.allocated.some((held) => held === pasid);
    return file?.kind === 'dev-sva' && file.pasids.some((held) => held === pasid);
  });
}

function nameOf(kind: OwnerKind, owner: number): string {
  if (kind === 'mm' || kind === 'mdev') return `${kind}${owner}`;
  return kind === 'dev-sva' || kind === 'vfio' ? `f${owner}` : `dev${owner}`;
}
