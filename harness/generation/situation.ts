import { NO_HANDLE } from '#contract';
import type { Action, State } from '#model';

/**
 * The class of a state as a call meets it: what stands in the slot that it names, whether the id is
 * out, what its file is about. Finer classes were tried, and make runs worse: where nearly every step
 * is new, nothing is rare. It costs what the call names, and not what is alive.
 */
export function situationOf(state: State, action: Action): string {
  const { device, group, pasid, file } = action as Named;
  const slots = group ?? (device === undefined ? undefined : groupOf(state, device));
  return `${slotAt(state, slots, pasid)}${idLike(state, pasid)}${fileLike(state, file)}`;
}

/** The arguments that tell classes apart, where an action has them. */
interface Named {
  readonly device?: number;
  readonly group?: number;
  readonly pasid?: number;
  readonly file?: number;
}

/** The group of a device that is plugged in. */
function groupOf({ topology, devices }: State, device: number): number | undefined {
  return devices[device]!.isPlugged ? (topology.devices[device]!.group ?? undefined) : undefined;
}

function slotAt({ groups }: State, group: number | undefined, pasid: number | undefined): string {
  const slot = pasid === undefined ? undefined : groups[group ?? -1]?.slots[pasid];
  if (slot === undefined) return '';
  return `${slot.phase}${slot.handle === NO_HANDLE ? '' : ' with a handle'}`;
}

function idLike({ pool }: State, pasid: number | undefined): string {
  if (pasid === undefined || pool.chargedTo[pasid] === undefined) return '';
  return pool.letGo[pasid] === true ? ', let go' : ', out';
}

function fileLike({ files }: State, file: number | undefined): string {
  const open = file === undefined ? undefined : files[file];
  return open === undefined ? '' : `, ${open.kind}${open.references > 1 ? ' of several' : ''}`;
}
