import {
  type CgroupId,
  cgroupId,
  type DomainId,
  domainId,
  type MmId,
  mmId,
  NO_HANDLE,
  type Pasid,
  type SystemView,
  type Topology,
  pasid as toPasid,
  type UserId,
  userId,
} from '#contract';
import type { ByteReader, ByteWriter } from './bytes.js';

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
  save(writer: ByteWriter, { pool, groups }: SystemView): void {
    for (const caller of this.processes) {
      writer.integer(caller === undefined ? 0 : 1 + caller.mm);
      if (caller !== undefined) writer.integer(caller.cgroup);
    }
    for (const held of this.driverPasids) {
      writer.integer(held.length);
      for (const id of held) writer.integer(id);
    }
    writer.integer(pool.allocated.length);
    for (const { pasid, user } of pool.allocated) {
      writer.integer(pasid);
      writer.integer(user);
    }
    for (const { slots } of groups) {
      const reserved = slots.filter(({ handle }) => handle === NO_HANDLE);
      writer.integer(reserved.length);
      for (const { pasid, domain } of reserved) {
        writer.integer(pasid);
        writer.integer(domain);
      }
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
    for (let left = reader.integer(); left > 0; left--) {
      allocatedFor.set(toPasid(reader.integer()), userId(reader.integer()));
    }
    for (const reserved of reservedFor) {
      reserved.clear();
      for (let left = reader.integer(); left > 0; left--) {
        reserved.set(toPasid(reader.integer()), domainId(reader.integer()));
      }
    }
  }
}
