import assert from 'node:assert/strict';
import { cgroupId, deviceId, mdevId, PASID_LIMIT, ROOT_CGROUP } from '#contract';
import { boot, implementation } from '#harness';
import { type Scope, scopes } from '#model';
import type { Check } from './check.js';

const { medium } = scopes;

/** Topologies that no machine has, each with the words of its refusal. */
const NO_MACHINES: readonly (readonly [said: RegExp, topology: Partial<Scope['topology']>])[] = [
  [/maxPasids of device 0/, { devices: [{ maxPasids: -1, group: null, iommuDriver: 0 }] }],
  [/maxPasids of device 0/, { devices: [{ maxPasids: 0.5, group: null, iommuDriver: 0 }] }],
  [
    /maxPasids of device 0/,
    { devices: [{ maxPasids: PASID_LIMIT + 1, group: null, iommuDriver: 0 }] },
  ],
  [
    /group of device 0 .+ found 3/,
    { devices: [{ maxPasids: 1, group: 3 as never, iommuDriver: 0 }] },
  ],
  [/svaHandles/, { svaHandles: -1 }],
  [/files/, { files: -1 }],
  [/mdevs/, { mdevs: -1 }],
  [/guestPasids/, { guestPasids: -1 }],
  [/a user/, { users: 0 }],
  [/a sandbox/, { sandboxes: [] }],
  [/vfio of sandbox 0/, { sandboxes: [{ ...lists(), vfio: [deviceId(6)] }] }],
  [/vfio of sandbox 0/, { sandboxes: [{ ...lists(), vfio: [deviceId(0), deviceId(-1)] }] }],
  [/workQueues of sandbox 0/, { sandboxes: [{ ...lists(), workQueues: [deviceId(6)] }] }],
  [/mdevs of sandbox 0/, { sandboxes: [{ ...lists(), mdevs: [mdevId(4)] }] }],
  [/a root cgroup/, { cgroups: [] }],
  [/parent of cgroup 0 .+null for cgroup 0 only.+ found 0/, { cgroups: [{ parent: ROOT_CGROUP }] }],
  [/parent of cgroup 1/, { cgroups: [{ parent: null }, { parent: null }] }],
  [/parent of cgroup 1/, { cgroups: [{ parent: null }, { parent: cgroupId(1) }] }],
  [/parent of cgroup 1/, { cgroups: [{ parent: null }, { parent: cgroupId(-1) }] }],
];

function lists() {
  return { devSva: true, vfio: [], workQueues: [], mdevs: [] };
}

export const topologies: Check = {
  name: 'machines that cannot be are not made, and the greatest is',
  run() {
    for (const [said, part] of NO_MACHINES) {
      const { embedding } = boot(implementation, medium.topology);
      const topology = { ...medium.topology, ...part };
      assert.throws(() => implementation.create(topology, embedding), said);
    }
    const { devices } = medium.topology;
    const greatest = devices.map((device) => ({ ...device, maxPasids: PASID_LIMIT }));
    boot(implementation, { ...medium.topology, devices: greatest });
  },
};
