import { match } from 'ts-pattern';
import { type FileId, NO_FILE, NO_HANDLE, NO_PASID, type Outcome } from '#contract';
import type { Draft } from '#declaration';
import { letGo } from '../allocator/let-go.js';
import { detachDomain } from '../attachment/slot.js';
import { done, warned } from '../outcome.js';
import { giveBackClaim } from '../ownership/take.js';
import { fileDomains } from '../state/domains.js';
import type { OpenFile, State } from '../state/state.js';
import { unbind } from '../sva/unbind.js';

/** A subject of one kind, as a step may write to it. */
type Of<Kind extends OpenFile['kind']> = Draft<Extract<OpenFile, { kind: Kind }>>;

/** What the last holder of a file leaves behind is cleared away, by kind (`__fput`, 6.12). */
export function letGoOfSubject(draft: Draft<State>, file: FileId): Outcome {
  return match(draft.files[file]!)
    .with({ kind: 'dev-sva' }, ({ pasids }) => {
      // Closed in any order: what a VFIO file still has attached is kept until that has drained.
      for (const pasid of pasids) letGo(draft, pasid);
      return done;
    })
    .with({ kind: 'work-queue' }, (queue) => closeQueue(draft, queue))
    .with({ kind: 'vfio' }, (opened) => closeVfio(draft, file, opened))
    .with({ kind: 'mdev' }, (opened) => closeMdev(draft, file, opened))
    .exhaustive();
}

/** After a removal of the device there is no bond any more, and nothing to unbind (B69). */
function closeQueue(draft: Draft<State>, { handle }: Of<'work-queue'>): Outcome {
  if (handle === NO_HANDLE) return done;
  return draft.svaHandles[handle] === undefined ? warned : unbind(draft, handle);
}

/** The guest is gone, then nothing of it is attached or held, then the group is given back. */
function closeVfio(draft: Draft<State>, file: FileId, closed: Of<'vfio'>): Outcome {
  const { device, pasids, allocated } = closed;
  const group = draft.topology.devices[device]!.group!;
  for (const pasid of pasids) {
    detachDomain(draft, group, pasid, fileDomains(draft.topology, file));
  }
  for (const pasid of allocated) letGo(draft, pasid);
  return giveBackClaim(draft, group);
}

/** The part of the device is nobody's again; the device stays with its driver all the time. */
function closeMdev(draft: Draft<State>, file: FileId, { mdev }: Of<'mdev'>): Outcome {
  const part = draft.mdevs[mdev]!;
  if (part.phase === 'absent') throw new Error(`model: mdev${mdev} is open and not created`);
  const { device, pasid } = part;
  const { group } = draft.topology.devices[device]!;
  if (group !== null) detachDomain(draft, group, pasid, fileDomains(draft.topology, file));
  part.file = NO_FILE;
  part.pasid = NO_PASID;
  letGo(draft, pasid);
  return done;
}
