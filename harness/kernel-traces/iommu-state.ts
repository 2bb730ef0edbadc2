import { type DomainId, type HandleId, NO_HANDLE, NO_OWNER, NO_PASID } from '#contract';
import type { Fields } from './fields.js';
import type { Sight } from './iommu-machine.js';
import type { Handles, MmNames } from './iommu-names.js';
import { IOMMU_DRIVERS, type IommuScope } from './iommu-scope.js';
import type { IommuSnapshot } from './iommu-snapshot.js';
import type { Observed } from './verdict.js';

/** The names of everything, on one side. */
export interface Names {
  readonly scope: IommuScope;
  readonly mms: MmNames;
  readonly handles: Handles;
}

/** A handle as the record names it: callers' own are numbered as they are named. */
export function handleText(handle: HandleId, { scope, handles }: Names): string {
  return handle <= scope.topology.attachHandles ? `a${handle}` : handles.nameOf(handle);
}

const RESERVED = 'reserved';

/** What a machine holds; a slot is one field, and so is the pool. Straight from numbers to paths: this runs twice per snapshot. */
export function heldFields(sight: Sight, names: Names): Fields {
  const { scope, mms, handles } = names;
  const fields = new Map<string, Observed>([['pool', sight.pool.join(' ')]]);
  const svaDomains = new Map(sight.svaDomains.map((each) => [each.domain, each]));

  function domainText(domain: DomainId): string {
    const own = scope.domainNames[domain - 1];
    if (own !== undefined) return own;
    const sva = svaDomains.get(domain);
    return sva === undefined ? `freed domain number ${domain}` : `sva:${mms.nameOf(sva.mm)}`;
  }

  for (const { group, slots, ownerCount, owner, domain } of sight.groups) {
    const path = `groups.${scope.groupNames[group]}`;
    for (const slot of slots) {
      const text =
        slot.handle === NO_HANDLE
          ? RESERVED
          : `${domainText(slot.domain)} ${handleText(slot.handle, names)}`;
      fields.set(`${path}.slots.${slot.pasid}`, text);
    }
    fields.set(`${path}.owner_cnt`, ownerCount);
    fields.set(`${path}.owner`, owner === NO_OWNER ? null : scope.ownerNames[owner - 1]!);
    fields.set(`${path}.domain`, domain === 'none' ? null : domain);
  }
  for (const [device, name] of scope.deviceNames.entries()) {
    const entries = sight.hardware[device]!;
    for (const pasid in entries) fields.set(`hw.${name}.${pasid}`, domainText(entries[pasid]!));
  }
  for (const { mm, pasid, references, users, domains } of sight.mms) {
    const path = `mms.${mms.nameOf(mm)}`;
    fields.set(`${path}.pasid`, pasid === NO_PASID ? null : pasid);
    fields.set(`${path}.count`, references);
    fields.set(`${path}.alive`, users > 0);
    for (const [index, domain] of domains.entries()) {
      const sva = svaDomains.get(domain);
      const driver = sva === undefined ? null : IOMMU_DRIVERS[sva.iommuDriver]!;
      fields.set(`${path}.domains.${index}.driver`, driver);
      fields.set(`${path}.domains.${index}.users`, sva?.users ?? null);
    }
  }
  for (const { handle, users, device, mm } of sight.svaHandles) {
    const path = `handles.${handles.nameOf(handle)}`;
    fields.set(`${path}.users`, users);
    fields.set(`${path}.dev`, scope.deviceNames[device]!);
    fields.set(`${path}.mm`, mms.nameOf(mm));
  }
  return fields;
}

/** What a record says. */
export function recordedFields({ pool, groups, hw, mms, handles }: IommuSnapshot['state']): Fields {
  const fields = new Map<string, Observed>([['pool', pool.join(' ')]]);
  for (const name in groups) {
    const path = `groups.${name}`;
    const { slots, owner_cnt: ownerCount, owner, domain } = groups[name]!;
    for (const pasid in slots) {
      const slot = slots[pasid]!;
      const isReserved = slot.domain === null && slot.handle === null;
      const text = isReserved ? RESERVED : `${slot.domain} ${slot.handle}`;
      fields.set(`${path}.slots.${pasid}`, text);
    }
    fields.set(`${path}.owner_cnt`, ownerCount);
    fields.set(`${path}.owner`, owner);
    fields.set(`${path}.domain`, domain);
  }
  for (const name in hw) {
    const entries = hw[name]!;
    for (const pasid in entries) fields.set(`hw.${name}.${pasid}`, entries[pasid]!);
  }
  for (const name in mms) {
    const path = `mms.${name}`;
    const { pasid, count, alive, domains } = mms[name]!;
    fields.set(`${path}.pasid`, pasid);
    fields.set(`${path}.count`, count);
    fields.set(`${path}.alive`, alive);
    for (const [index, { driver, users }] of domains.entries()) {
      fields.set(`${path}.domains.${index}.driver`, driver);
      fields.set(`${path}.domains.${index}.users`, users);
    }
  }
  for (const name in handles) {
    const path = `handles.${name}`;
    const { users, dev, mm } = handles[name]!;
    fields.set(`${path}.users`, users);
    fields.set(`${path}.dev`, dev);
    fields.set(`${path}.mm`, mm);
  }
  return fields;
}
