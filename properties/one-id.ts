/** Scopes so small that two policies can be searched together until they differ. */
import { type Scope, scopes } from '#model';

/** One process, one id, one device that is open to it in every way, and a limit of one. */
export const one: Scope = {
  ...scopes.contest,
  limits: [1],
  topology: {
    ...scopes.contest.topology,
    processes: 1,
    mms: 1,
    sandboxes: [
      { ...scopes.contest.topology.sandboxes[0]!, vfio: scopes.vfio.topology.sandboxes[0]!.vfio },
    ],
    devices: [scopes.vfio.topology.devices[0]!],
    domains: [{ iommuDriver: 0, setDevPasid: true }],
    userLimit: 1,
  },
};

/** The same with two ids. */
export const two: Scope = {
  ...one,
  topology: { ...one.topology, devices: [{ ...one.topology.devices[0]!, maxPasids: 3 }] },
};

/** Two devices of one group. */
export const siblings: Scope = {
  ...one,
  topology: { ...one.topology, devices: [one.topology.devices[0]!, one.topology.devices[0]!] },
};
