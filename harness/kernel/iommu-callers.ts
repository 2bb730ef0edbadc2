import {
  type CgroupId,
  cgroupId,
  type DomainId,
  domainId,
  type MmId,
  mmId,
  NO_HANDLE,
  NO_PASID,
  NO_USER,
  type Pasid,
  type Topology,
  pasid as toPasid,
  type UserId,
  userId,
} from '#contract';
import type { ByteReader, ByteWriter } from './bytes.js';
import type { IommuExports } from './iommu-module.js';

/** A process, as those know it who call the kernel on its behalf. */
interface Caller {
  readonly mm: MmId;
  readonly cgroup: CgroupId;
}

/**
 * What callers of the kernel remember and the kernel does not: which process uses which address
 * space, which driver allocated which id and for whom, and under which domain it reserved a slot
 * without a handle.
 */
export class Callers {
  readonly processes: (Caller | undefined)[];
  /** Index: DeviceId. In rising order. */
  readonly driverPasids: Pasid[][];
  /** Entries of ids that are not allocated any more say nothing. */
  readonly allocatedFor = new Map<Pasid, UserId>();
  /** Index: GroupId. Entries of slots that are not reserved any more say nothing. */
  readonly reservedFor: Map<Pasid, DomainId>[];

  constructor({ processes, devices, groups }: Topology) {
    this.processes = Array.from({ length: processes }, () => undefined);
    this.driverPasids = devices.map(() => []);
    this.reservedFor = groups.map(() => new Map());
  }

  /** Writes what says something, given what the kernel holds. */
  save(writer: ByteWriter, kernel: IommuExports): void {
    for (const caller of this.processes) {
      writer.integer(caller === undefined ? 0 : 1 + caller.mm);
      if (caller !== undefined) writer.integer(caller.cgroup);
    }
    for (const held of this.driverPasids) {
      writer.integer(held.length);
      for (const id of held) writer.integer(id);
    }
    // Id 0 is never allocated, and no slot is ever at it: so it ends a list.
    for (let id = kernel.next_id(0); id !== -1; id = kernel.next_id(id + 1)) {
      writer.integer(id);
      writer.integer(this.allocatedFor.get(toPasid(id)) ?? NO_USER);
    }
    writer.integer(NO_PASID);
    for (const [group, reserved] of this.reservedFor.entries()) {
      const left = [...reserved.keys()].filter((id) => isReserved(kernel, group, id));
      for (const id of left.sort((a, b) => a - b)) {
        writer.integer(id);
        writer.integer(reserved.get(id)!);
      }
      writer.integer(NO_PASID);
    }
  }

  /** Goes back to what was written. */
  load(reader: ByteReader): void {
    const { processes, driverPasids, allocatedFor, reservedFor } = this;
    for (const process of processes.keys()) {
      const mm = reader.integer();
      processes[process] =
        mm === 0 ? undefined : { mm: mmId(mm - 1), cgroup: cgroupId(reader.integer()) };
    }
    for (const held of driverPasids) {
      held.length = 0;
      for (let left = reader.integer(); left > 0; left--) held.push(toPasid(reader.integer()));
    }
    allocatedFor.clear();
    for (let id = reader.integer(); id !== NO_PASID; id = reader.integer()) {
      allocatedFor.set(toPasid(id), userId(reader.integer()));
    }
    for (const reserved of reservedFor) {
      reserved.clear();
      for (let id = reader.integer(); id !== NO_PASID; id = reader.integer()) {
        reserved.set(toPasid(id), domainId(reader.integer()));
      }
    }
  }
}

/** Whether a slot is occupied without a handle. */
function isReserved(kernel: IommuExports, group: number, id: Pasid): boolean {
  return kernel.next_slot(group, id) === id && kernel.slot_handle(group, id) === NO_HANDLE;
}
