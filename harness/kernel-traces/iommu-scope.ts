import * as v from 'valibot';
import { type GroupId, groupId, PASID_LIMIT, POLICIES, type Topology } from '#contract';
import type { Place } from './json-line.js';
import { misplaced, NAME, name, record, shaped, word } from './shape.js';

/** The IOMMU drivers of a recording, by their numbers in the topology. */
export const IOMMU_DRIVERS = ['A', 'B'] as const;

/**
 * Address spaces that may live at once, and handles. A snapshot spends more than 38 bytes on each,
 * so one with more of them would be a line that the reader refuses.
 */
const LIVE_MAX = 32_768;
/**
 * Handles for which there always is room. Callers that keep their contract have one for each slot
 * at most; only after a stranger's detach a handle lives on without a slot.
 */
const HANDLES_MIN = 1024;
/** Names `a1`, `a2`, ... are never used twice, so each has its number for good. */
const ATTACH_HANDLES = 2 ** 30;

const LIMIT = `a whole number from 0 to ${PASID_LIMIT}`;
const MMS = `a whole number from 1 to ${LIVE_MAX}`;
const DEVICE = `${NAME}, or a PCI address`;
/** A device as a recording names it, or as sysfs does: `0000:6a:01.0`. */
const deviceName = v.pipe(
  v.string(DEVICE),
  v.regex(/^([A-Za-z][\w.-]*|[\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.[0-7])$/, DEVICE),
);
const device = {
  dev: deviceName,
  maxPasids: v.pipe(
    v.number(LIMIT),
    v.integer(LIMIT),
    v.minValue(0, LIMIT),
    v.maxValue(PASID_LIMIT, LIMIT),
  ),
};
const driver = word(IOMMU_DRIVERS);
const bool = v.boolean('true or false');

const iommuScope = record({
  size: word(['small', 'medium', 'large']),
  groups: v.array(
    record({
      group: name,
      driver,
      defaultDomain: bool,
      devices: v.array(record(device), 'a list of devices'),
    }),
    'a list of groups',
  ),
  ungrouped: v.array(record({ ...device, driver }), 'a list of devices'),
  domains: v.array(
    record({ domain: name, type: word(['unmanaged']), driver, setDevPasid: bool }),
    'a list of domains',
  ),
  owners: v.array(name, 'a list of names'),
  maxLiveMms: v.pipe(v.number(MMS), v.integer(MMS), v.minValue(1, MMS), v.maxValue(LIVE_MAX, MMS)),
});

/** The fixed things of a recording of the IOMMU core, with the names the record uses. */
export interface IommuScope {
  readonly groupNames: readonly string[];
  readonly deviceNames: readonly string[];
  readonly domainNames: readonly string[];
  readonly ownerNames: readonly string[];
  readonly maxLiveMms: number;
  readonly topology: Topology;
}

/** Reads `scope` of the header; devices are numbered group by group, those without a group last. */
export function iommuScopeOf(scope: unknown, place: Place): IommuScope {
  const read = shaped(v.object({ scope: iommuScope }), { scope }, place).scope;
  const devices = [
    ...read.groups.flatMap(({ driver, devices }, index) =>
      devices.map((each) => deviceOf(each, driver, groupId(index))),
    ),
    ...read.ungrouped.map((each) => deviceOf(each, each.driver, null)),
  ];
  const names = {
    groupNames: read.groups.map(({ group }) => group),
    deviceNames: [...read.groups.flatMap((group) => group.devices), ...read.ungrouped].map(
      ({ dev }) => dev,
    ),
    domainNames: read.domains.map(({ domain }) => domain),
    ownerNames: read.owners,
  };
  requireDistinct('groups', names.groupNames, place);
  requireDistinct('devices', names.deviceNames, place);
  requireDistinct('domains', names.domainNames, place);
  requireDistinct('owners', names.ownerNames, place);
  if (devices.length === 0) {
    throw misplaced('scope.groups', 'groups with at least one device', read.groups, place);
  }

  const svaHandles = Math.min(LIVE_MAX, Math.max(HANDLES_MIN, slotsOf(devices)));
  // An address space whose process has left is kept by a handle, so there cannot be more of them.
  const mms = read.maxLiveMms + svaHandles;
  return {
    ...names,
    maxLiveMms: read.maxLiveMms,
    topology: {
      policy: POLICIES['linux-6.12'],
      processes: mms,
      users: 1,
      sandboxes: [{ devSva: false, vfio: [], workQueues: [], mdevs: [] }],
      mms,
      groups: read.groups.map(({ defaultDomain }) => ({ defaultDomain })),
      devices,
      domains: read.domains.map((each) => ({
        iommuDriver: IOMMU_DRIVERS.indexOf(each.driver),
        setDevPasid: each.setDevPasid,
      })),
      attachHandles: ATTACH_HANDLES,
      svaHandles,
      owners: read.owners.length,
      files: 0,
      mdevs: 0,
      guestPasids: 0,
      cgroups: [{ parent: null }],
    },
  };
}

type Device = Topology['devices'][number];

function deviceOf(
  { maxPasids }: { readonly maxPasids: number },
  driver: (typeof IOMMU_DRIVERS)[number],
  group: GroupId | null,
): Device {
  return { maxPasids, group, iommuDriver: IOMMU_DRIVERS.indexOf(driver) };
}

/** The slots in which a bind can put a handle: ids that all members which tag their DMA can express. */
function slotsOf(devices: readonly Device[]): number {
  const limits = new Map<GroupId, number>();
  for (const { group, maxPasids } of devices) {
    if (group === null || maxPasids === 0) continue;
    limits.set(group, Math.min(maxPasids, limits.get(group) ?? PASID_LIMIT));
  }
  return [...limits.values()].reduce((sum, limit) => sum + limit - 1, 0);
}

function requireDistinct(what: string, names: readonly string[], place: Place): void {
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice !== undefined)
    throw misplaced(`scope.${what}`, 'a list without repetition', twice, place);
}
