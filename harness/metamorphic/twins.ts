import { type CgroupId, cgroupId, type DeviceId, deviceId, type Topology } from '#contract';
import { type Scope, scopes } from '#model';

/**
 * The scopes in which relations are looked at: small ones, in which something has a like, and those
 * that have few actions, so that each of them is made often.
 */
export const twinScopes: readonly Scope[] = [
  scopes.small,
  scopes.kernel,
  scopes.vfio,
  scopes.queue,
  scopes.mediated,
].map(twinned);

/**
 * The scope with a second device like its first one, a file for that, and a second tree like that
 * below its root.
 */
function twinned(scope: Scope): Scope {
  const { topology } = scope;
  const devices = [...topology.devices, topology.devices[0]!];
  const twin = deviceId(topology.devices.length);
  const sandboxes = topology.sandboxes.map((sandbox) => ({
    ...sandbox,
    vfio: withTwin(sandbox.vfio, twin),
    workQueues: withTwin(sandbox.workQueues, twin),
  }));
  const cgroups = withTwinTree(topology.cgroups);
  const files = topology.files === 0 ? 0 : topology.files + 1;
  const name = `${scope.name}-twins`;
  return { ...scope, name, topology: { ...topology, devices, sandboxes, files, cgroups } };
}

/** A list of device nodes, with the twin wherever the first device is. */
function withTwin(listed: readonly DeviceId[], twin: DeviceId): readonly DeviceId[] {
  return listed.includes(deviceId(0)) ? [...listed, twin] : listed;
}

function withTwinTree(cgroups: Topology['cgroups']): Topology['cgroups'] {
  const [, ...below] = cgroups;
  const twin = (parent: CgroupId | null): CgroupId | null =>
    parent === null || parent === 0 ? parent : cgroupId(parent + below.length);
  return [...cgroups, ...below.map(({ parent }) => ({ parent: twin(parent) }))];
}
