import {
  ERRNO,
  type FileId,
  type GuestPasid,
  NO_PASID,
  type Pasid,
  type ProcessId,
} from '#contract';
import { VFIO } from './file-table.js';
import { NO_SLOT } from './slot-table.js';
import { VfioActions } from './vfio-actions.js';

/** The numbers that guests use for the ids attached through their VFIO files. */
export class GuestActions extends VfioActions {
  guestBind(process: ProcessId, file: FileId, guest: GuestPasid, pasid: Pasid): number {
    if (this.lacks('guest-bind')) return 0;
    if (!this.canUse(process, file, VFIO)) return this.reproachVfio('guest-bind', process, file);
    if (!this.mayUseThroughVfio(process, pasid)) return -ERRNO.EPERM;
    if (this.guestMaps.pasidOf(file, guest) !== NO_PASID) return -ERRNO.EINVAL;
    if (this.slotOfFile(this.homeOf(file), pasid, file) === NO_SLOT) return -ERRNO.ENOENT;
    if (this.isMapped(file, pasid)) return -ERRNO.EBUSY;
    if (!this.platform.allocate('kzalloc_guest_pasid')) return -ERRNO.ENOMEM;
    this.guestMaps.add(file, guest, pasid);
    return 0;
  }

  guestUnbind(process: ProcessId, file: FileId, guest: GuestPasid): number {
    if (this.lacks('guest-unbind')) return 0;
    if (!this.canUse(process, file, VFIO)) return this.reproachVfio('guest-unbind', process, file);
    if (this.guestMaps.pasidOf(file, guest) === NO_PASID) return -ERRNO.ENOENT;
    this.guestMaps.remove(file, guest);
    return 0;
  }

  /** Whether some number of the guest leads to an id. */
  protected isMapped(file: number, pasid: number): boolean {
    return this.guestMaps.leadsTo(file, pasid);
  }
}
