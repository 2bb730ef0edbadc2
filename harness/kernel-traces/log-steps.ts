import {
  deviceId,
  domainId,
  groupId,
  mmId,
  NO_HANDLE,
  ownerId,
  type Pasid,
  pasid as toPasid,
} from '#contract';
import type { IommuCall } from './iommu-lines.js';
import {
  type Candidate,
  handlesOf,
  type LogNames,
  type Made,
  made,
  meaningless,
  PASID_INVALID,
} from './log-candidate.js';
import type { LogCall } from './log-lines.js';

/** The arguments of each call. */
const ARGUMENTS = {
  mm_init: ['mm'],
  fork: ['mm', 'child'],
  exit: ['mm'],
  group_default_domain_ready: ['group'],
  iommu_alloc_global_pasid: ['dev'],
  iommu_free_global_pasid: ['pasid'],
  iommu_attach_device_pasid: ['domain', 'dev', 'pasid', 'handle'],
  iommu_detach_device_pasid: ['domain', 'dev', 'pasid'],
  iommu_attach_handle_get: ['group', 'pasid', 'type'],
  iommu_device_use_default_domain: ['dev'],
  iommu_device_unuse_default_domain: ['dev'],
  iommu_group_claim_dma_owner: ['group', 'owner'],
  iommu_group_release_dma_owner: ['group'],
  iommu_device_claim_dma_owner: ['dev', 'owner'],
  iommu_device_release_dma_owner: ['dev'],
  iommu_sva_bind_device: ['dev', 'mm'],
  iommu_sva_unbind_device: ['handle'],
  iommu_sva_get_pasid: ['handle'],
} as const satisfies {
  readonly [Kind in IommuCall['call']]: readonly (keyof Extract<IommuCall, { call: Kind }>)[];
};

/**
 * Every call that a logged one can have been in a candidate: its missing arguments are any of those that
 * are there, and of PASIDs also the one that is spoken of.
 */
export function completions(
  line: LogCall,
  candidate: Candidate,
  names: LogNames,
  spokenOf?: Pasid,
): readonly IommuCall[] {
  let calls: Record<string, unknown>[] = [{ ...line }];
  for (const argument of ARGUMENTS[line.call]) {
    if (line[argument] !== undefined) continue;
    const found = valuesOf(argument, line.call, candidate, names);
    const isMore = argument === 'pasid' && spokenOf !== undefined && !found.includes(spokenOf);
    const values = isMore ? [...found, spokenOf] : found;
    calls = calls.flatMap((call) => values.map((value) => ({ ...call, [argument]: value })));
  }
  return calls as unknown as IommuCall[];
}

function valuesOf(
  argument: string,
  call: IommuCall['call'],
  candidate: Candidate,
  { scope, mms }: LogNames,
): readonly unknown[] {
  const { state } = candidate;
  const { topology } = scope;
  switch (argument) {
    case 'dev': {
      const all = topology.devices.map(({ group }, i) => ({ group, dev: deviceId(i) }));
      // For any other the kernel would follow a null pointer.
      const isGrouped =
        call === 'iommu_detach_device_pasid' || call === 'iommu_device_release_dma_owner';
      return all.filter(({ group }) => !isGrouped || group !== null).map(({ dev }) => dev);
    }
    case 'group':
      return topology.groups.map((_, i) => groupId(i));
    case 'owner':
      return scope.ownerNames.map((_, i) => ownerId(i + 1));
    case 'domain':
      return scope.domainNames.map((_, i) => domainId(i + 1));
    case 'pasid': {
      const allocated = Object.keys(state.pool.chargedTo);
      const slots = state.groups.flatMap((group) => Object.keys(group.slots));
      return [...new Set([...allocated, ...slots])].map((key) => toPasid(Number(key)));
    }
    case 'type':
      return ['any', 'unmanaged', 'sva'];
    case 'handle':
      return call === 'iommu_attach_device_pasid' ? [NO_HANDLE] : handlesOf(candidate);
    default:
      // A process that was never named can have done nothing that a line tells of.
      return state.mms.flatMap((mm, i) =>
        mm.phase === 'live' && state.processes[i]!.phase === 'running' ? [mms.nameOf(mmId(i))] : [],
      );
  }
}

/** The calls of these kinds that are granted in a candidate and change it, each made. */
export function* granted(
  kinds: readonly IommuCall['call'][],
  candidate: Candidate,
  names: LogNames,
  spokenOf?: Pasid,
): Generator<{ readonly call: IommuCall } & Made> {
  const calls = kinds.flatMap((kind) => completions({ call: kind }, candidate, names, spokenOf));
  for (const call of calls) {
    if (meaningless(call, candidate, names) !== undefined) continue;
    const step = made(call, candidate, names);
    const { ret, pasid, warn } = step.answer;
    const isRefused = (typeof ret === 'number' && ret < 0) || pasid === PASID_INVALID;
    if (!isRefused && !warn) yield { call, ...step };
  }
}
