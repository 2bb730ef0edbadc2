import {
  cgroupId,
  deviceId,
  domainId,
  groupId,
  handleId,
  mmId,
  NO_PASID,
  ownerId,
  PASID_LIMIT,
  POLICIES,
  pasid,
} from '#contract';
import { type Action, type Scope, scopes, underPolicy } from '#model';
import { type Story, twoProcesses } from './story.js';

const { medium } = scopes;
const anyone = underPolicy(medium, { ...POLICIES.reference, attachBy: 'anyone' });
const freedByAnyone = underPolicy(medium, { ...POLICIES.reference, freeBy: 'anyone' });
const oneHandle: Scope = { ...medium, topology: { ...medium.topology, svaHandles: 1 } };

const device = deviceId(0);
/** In another group than the first. */
const elsewhere = deviceId(3);
/** In no group. */
const alone = deviceId(5);
const id = pasid(1);
const [handle, otherHandle] = [handleId(1), handleId(2)];
const [domain, otherDomain, ofOtherDriver] = [domainId(1), domainId(2), domainId(3)];
const [mm, otherMm] = [mmId(0), mmId(1)];
const attached: readonly Action[] = [
  { kind: 'pasid-alloc-global', device },
  { kind: 'pasid-attach', device, pasid: id, domain, handle },
];
const replaced = (by: typeof domain, withHandle: typeof handle): Action => ({
  kind: 'pasid-replace',
  device,
  pasid: id,
  domain: by,
  handle: withHandle,
});
const request: Action = { kind: 'page-request', device, pasid: id };

/** Stories that runs seldom tell: what comes first of several refusals, the last of what there is. */
export const STORIES: readonly Story[] = [
  [
    'a replace is refused for each reason',
    medium,
    [
      ...attached,
      replaced(otherDomain, handle),
      replaced(ofOtherDriver, otherHandle),
      replaced(otherDomain, otherHandle),
      request,
      { kind: 'pasid-detach', device, pasid: id, domain: otherDomain },
      replaced(domain, handle),
      replaced(ofOtherDriver, handle),
    ],
  ],
  [
    'a replace leaves the requests of other groups alone',
    anyone,
    [
      ...twoProcesses,
      { kind: 'sva-bind', device, mm },
      { kind: 'sva-bind', device: elsewhere, mm },
      request,
      { kind: 'page-request', device: elsewhere, pasid: id },
      replaced(domain, handle),
      { kind: 'page-response', device: elsewhere, pasid: id },
    ],
  ],
  [
    'no handle is left',
    oneHandle,
    [...twoProcesses, { kind: 'sva-bind', device, mm }, { kind: 'sva-bind', device, mm: otherMm }],
  ],
  [
    'no handle is left for the second bond of a domain',
    oneHandle,
    [
      ...twoProcesses,
      { kind: 'sva-bind', device, mm },
      { kind: 'sva-bind', device: elsewhere, mm },
    ],
  ],
  [
    'no domain is made for an address space',
    medium,
    [...twoProcesses, { kind: 'sva-bind', device, mm }],
    { at: 'domain_alloc_sva', errno: 'ENOMEM' },
  ],
  [
    'a limit is set where ids are not charged',
    underPolicy(medium, { ...POLICIES.reference, quota: 'none' }),
    [{ kind: 'cgroup-set-max', cgroup: cgroupId(1), max: 1 }],
  ],
  [
    'no memory is left for the first bond of an address space',
    medium,
    [...twoProcesses, { kind: 'sva-bind', device, mm }],
    { at: 'kzalloc_iommu_mm_data', errno: 'ENOMEM' },
  ],
  [
    'no memory is left for a bond',
    medium,
    [...twoProcesses, { kind: 'sva-bind', device, mm }],
    { at: 'kzalloc_iommu_sva', errno: 'ENOMEM' },
  ],
  [
    'a driver is removed that only another device of the group has',
    medium,
    [
      { kind: 'driver-probe', device },
      { kind: 'driver-remove', device: deviceId(1) },
    ],
  ],
  [
    'somebody else is where a bond belongs',
    anyone,
    [
      ...twoProcesses,
      { kind: 'sva-bind', device: elsewhere, mm },
      { kind: 'pasid-attach', device, pasid: id, domain, handle },
      { kind: 'sva-bind', device, mm },
    ],
  ],
  [
    'a device of no group is pulled out and put in again',
    medium,
    [
      { kind: 'driver-probe', device: alone },
      { kind: 'device-unplug', device: alone },
      { kind: 'device-plug', device: alone },
      { kind: 'driver-probe', device: alone },
    ],
  ],
  [
    'what never was an id is freed',
    freedByAnyone,
    [
      { kind: 'pasid-free-global', device, pasid: NO_PASID },
      { kind: 'pasid-free-global', device, pasid: pasid(PASID_LIMIT) },
    ],
  ],
  [
    'a group has no domain to go back to',
    underPolicy(medium, POLICIES['linux-6.12']),
    [
      { kind: 'group-claim', group: groupId(2), owner: ownerId(1) },
      { kind: 'group-release', group: groupId(2) },
    ],
  ],
  [
    'no domain lets no DMA through, and an empty one has to do',
    medium,
    [{ kind: 'group-claim', group: groupId(2), owner: ownerId(1) }],
    { at: 'domain_alloc_blocked', errno: 'ENOMEM' },
  ],
  [
    'an empty domain is refused, too',
    medium,
    [{ kind: 'group-claim', group: groupId(2), owner: ownerId(1) }],
    { at: 'domain_alloc_blocked', errno: 'EOPNOTSUPP' },
    { at: 'domain_alloc_unmanaged', errno: 'ENOMEM' },
  ],
  [
    'the slot of a bond is emptied by somebody else',
    underPolicy(medium, POLICIES['linux-6.12']),
    [
      ...twoProcesses,
      { kind: 'sva-bind', device, mm },
      {
        kind: 'pasid-detach',
        device,
        pasid: id,
        domain: domainId(medium.topology.domains.length + 1),
      },
      { kind: 'sva-unbind', handle: handleId(medium.topology.attachHandles + 1) },
    ],
  ],
  [
    'a driver that was never let in leaves a claimed group',
    underPolicy(medium, POLICIES['linux-6.12']),
    [
      { kind: 'group-claim', group: groupId(0), owner: ownerId(1) },
      { kind: 'driver-remove', device },
      { kind: 'group-release', group: groupId(0) },
    ],
  ],
  [
    'a group goes back under no domain',
    medium,
    [
      { kind: 'group-claim', group: groupId(2), owner: ownerId(1) },
      { kind: 'group-release', group: groupId(2) },
    ],
  ],
  [
    'a group that is claimed gets its default domain',
    medium,
    [
      { kind: 'group-claim', group: groupId(2), owner: ownerId(1) },
      { kind: 'group-default-domain-ready', group: groupId(2) },
      { kind: 'driver-probe', device: deviceId(4) },
      { kind: 'group-release', group: groupId(2) },
    ],
  ],
];
