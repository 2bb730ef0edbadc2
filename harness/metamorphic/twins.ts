import { type CgroupId, cgroupId, type Topology } from '#contract';
import { type Scope, scopes } from '#model';

/** The scopes in which relations are looked at: small ones, in which something has a like. */
export const twinScopes: readonly Scope[] = [scopes.small, scopes.kernel].map(twinned);

/** The scope with a second device like its first one, and a second tree like that below its root. */
function twinned(scope: Scope): Scope {
  const { topology } = scope;
  const devices = [...topology.devices, topology.devices[0]!];
  const cgroups = withTwinTree(topology.cgroups);
  return { ...scope, name: `${scope.name}-twins`, topology: { ...topology, devices, cgroups } };
}

function withTwinTree(cgroups: Topology['cgroups']): Topology['cgroups'] {
  const [, ...below] = cgroups;
  const twin = (parent: CgroupId | null): CgroupId | null =>
    parent === null || parent === 0 ? parent : cgroupId(parent + below.length);
  return [...cgroups, ...below.map(({ parent }) => ({ parent: twin(parent) }))];
}
