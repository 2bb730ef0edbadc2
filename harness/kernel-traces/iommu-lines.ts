import * as v from 'valibot';
import {
  deviceId,
  domainId,
  ERRNO,
  type Errno,
  groupId,
  handleId,
  NO_HANDLE,
  NO_OWNER,
  ownerId,
  pasid as toPasid,
} from '#contract';
import type { IommuScope } from './iommu-scope.js';
import type { Place } from './json-line.js';
import { integer, name, partOf, record, shaped, text, whole, word } from './shape.js';

/** One recorded call of the IOMMU core; the names of the header are resolved, the others not. */
export type IommuCall = v.InferOutput<ReturnType<typeof callSchemas>[number]>;

/** One recorded fault, resolved as far. */
type IommuFault = v.InferOutput<ReturnType<typeof faultSchemas>[number]>;

/** Reads call lines, given the names of the header. */
export function iommuCallReader(scope: IommuScope): (line: unknown, place: Place) => IommuCall {
  // A look-up by name, as for the calls of the misc controller.
  const schemas = new Map(callSchemas(scope).map((each) => [each.entries.call.literal, each]));
  const named = partOf({ call: word([...schemas.keys()]) });
  return (line, place) => shaped(schemas.get(shaped(named, line, place).call)!, line, place);
}

/** Reads fault lines, given the names of the header. */
export function iommuFaultReader(scope: IommuScope): (line: unknown, place: Place) => IommuFault {
  const schemas = new Map(faultSchemas(scope).map((each) => [each.entries.inject.literal, each]));
  const named = partOf({ inject: word([...schemas.keys()]) });
  return (line, place) => shaped(schemas.get(shaped(named, line, place).inject)!, line, place);
}

/** What each call answers. */
export const ANSWERS = {
  mm_init: ['warn'],
  fork: ['warn'],
  exit: ['dropped', 'warn'],
  group_default_domain_ready: ['warn'],
  iommu_alloc_global_pasid: ['pasid', 'warn'],
  iommu_free_global_pasid: ['warn'],
  iommu_attach_device_pasid: ['ret', 'warn'],
  iommu_detach_device_pasid: ['warn'],
  iommu_attach_handle_get: ['ret', 'handle', 'warn'],
  iommu_device_use_default_domain: ['ret', 'warn'],
  iommu_device_unuse_default_domain: ['warn'],
  iommu_group_claim_dma_owner: ['ret', 'warn'],
  iommu_group_release_dma_owner: ['warn'],
  iommu_device_claim_dma_owner: ['ret', 'warn'],
  iommu_device_release_dma_owner: ['warn'],
  iommu_sva_bind_device: ['ret', 'handle', 'pasid', 'warn'],
  iommu_sva_unbind_device: ['dropped', 'warn'],
  iommu_sva_get_pasid: ['pasid', 'warn'],
} as const satisfies Record<IommuCall['call'], readonly string[]>;

const U32 = 'a whole number from 0 to 4294967295';
const pasid = v.pipe(
  v.number(U32),
  v.integer(U32),
  v.minValue(0, U32),
  v.maxValue(0xffff_ffff, U32),
  v.transform(toPasid),
);

const HANDLE_MAX = 2 ** 30;
const HANDLE = `a name a1 to a${HANDLE_MAX}, or null`;
const attachHandle = v.union(
  [
    v.pipe(
      v.string(),
      v.regex(/^a[1-9]\d{0,9}$/),
      v.transform((text) => Number(text.slice(1))),
      v.maxValue(HANDLE_MAX),
      v.transform(handleId),
    ),
    v.pipe(
      v.null(),
      v.transform(() => NO_HANDLE),
    ),
  ],
  HANDLE,
);

/** One of these names; it becomes its number, counted from `first`. */
function numbered<Id>(
  names: readonly string[],
  brand: (value: number) => Id,
  first = 0,
  note = '',
) {
  const numbers = new Map(names.map((each, index) => [each, brand(first + index)]));
  return v.pipe(
    v.picklist(names, `one of ${names.join(', ') || '(there is none)'}${note}`),
    v.transform((each) => numbers.get(each)!),
  );
}

const n = whole;
const ret = integer;
const dropped = v.boolean('true or false');
const warn = v.optional(v.literal(true, 'true, or absent'));

/** The shapes of the call lines. */
export function callSchemas(scope: IommuScope) {
  return [...lifeSchemas(), ...ownershipSchemas(scope), ...pasidSchemas(scope)] as const;
}

function lifeSchemas() {
  return [
    record({ n, call: v.literal('mm_init'), mm: name, warn }),
    record({ n, call: v.literal('fork'), mm: name, child: name, warn }),
    record({ n, call: v.literal('exit'), mm: name, dropped, warn }),
  ] as const;
}

function ownershipSchemas(scope: IommuScope) {
  const dev = numbered(scope.deviceNames, deviceId);
  const groupedDev = groupedDevice(scope);
  const group = numbered(scope.groupNames, groupId);
  const owner = v.union(
    [
      numbered(scope.ownerNames, ownerId, 1),
      v.pipe(
        v.null(),
        v.transform(() => NO_OWNER),
      ),
    ],
    `one of ${scope.ownerNames.join(', ') || '(there is none)'}, or null`,
  );
  return [
    record({ n, call: v.literal('group_default_domain_ready'), group, warn }),
    record({ n, call: v.literal('iommu_device_use_default_domain'), dev, ret, warn }),
    record({ n, call: v.literal('iommu_device_unuse_default_domain'), dev, warn }),
    record({ n, call: v.literal('iommu_group_claim_dma_owner'), group, owner, ret, warn }),
    record({ n, call: v.literal('iommu_group_release_dma_owner'), group, warn }),
    record({ n, call: v.literal('iommu_device_claim_dma_owner'), dev, owner, ret, warn }),
    record({ n, call: v.literal('iommu_device_release_dma_owner'), dev: groupedDev, warn }),
  ] as const;
}

function pasidSchemas(scope: IommuScope) {
  const dev = numbered(scope.deviceNames, deviceId);
  const group = numbered(scope.groupNames, groupId);
  const domain = numbered(scope.domainNames, domainId, 1);
  const slot = { domain, dev, pasid };
  const lookup = { group, pasid, type: word(['any', 'unmanaged', 'sva']) };
  // A call that fails answers neither.
  const bond = { handle: v.optional(text), pasid: v.optional(pasid) };
  return [
    record({ n, call: v.literal('iommu_alloc_global_pasid'), dev, pasid, warn }),
    record({ n, call: v.literal('iommu_free_global_pasid'), pasid, warn }),
    record({
      n,
      call: v.literal('iommu_attach_device_pasid'),
      ...slot,
      handle: attachHandle,
      ret,
      warn,
    }),
    record({
      n,
      call: v.literal('iommu_detach_device_pasid'),
      ...slot,
      dev: groupedDevice(scope),
      warn,
    }),
    record({
      n,
      call: v.literal('iommu_attach_handle_get'),
      ...lookup,
      ret,
      handle: bond.handle,
      warn,
    }),
    record({ n, call: v.literal('iommu_sva_bind_device'), dev, mm: name, ret, ...bond, warn }),
    record({ n, call: v.literal('iommu_sva_unbind_device'), handle: text, dropped, warn }),
    record({ n, call: v.literal('iommu_sva_get_pasid'), handle: text, pasid, warn }),
  ] as const;
}

/** A device in a group; for any other the kernel would follow a null pointer. */
function groupedDevice({ deviceNames, topology }: IommuScope) {
  // Devices without a group are the last ones, so the numbers of the others stay.
  const grouped = deviceNames.filter((_, index) => topology.devices[index]!.group !== null);
  return numbered(grouped, deviceId, 0, ' (devices in a group)');
}

const errnoOf = new Map(Object.entries(ERRNO).map(([errno, number]) => [-number, errno as Errno]));
const anyErrno = v.pipe(
  v.picklist([...errnoOf.keys()], `one of ${[...errnoOf.keys()].join(', ')}`),
  v.transform((number) => errnoOf.get(number)!),
);
/** The one errno of a place that can fail in one way only. */
const only = <E extends Errno>(errno: E) =>
  v.pipe(
    v.literal(-ERRNO[errno], `${-ERRNO[errno]}`),
    v.transform(() => errno as Errno),
  );

/** The shapes of the fault lines. */
function faultSchemas({ deviceNames, groupNames }: IommuScope) {
  const dev = numbered(deviceNames, deviceId);
  const group = numbered(groupNames, groupId);
  const noMemory = only('ENOMEM');
  return [
    record({
      n,
      inject: v.literal('arch_pgtable_dma_compat'),
      mm: name,
      errno: only('EBUSY'),
    }),
    record({ n, inject: v.literal('kzalloc_iommu_mm_data'), errno: noMemory }),
    record({ n, inject: v.literal('ida_alloc_range'), errno: noMemory }),
    record({ n, inject: v.literal('kzalloc_iommu_sva'), errno: noMemory }),
    record({ n, inject: v.literal('xa_insert'), errno: noMemory }),
    record({ n, inject: v.literal('set_dev_pasid'), dev, errno: anyErrno }),
    record({ n, inject: v.literal('domain_alloc_sva'), dev, errno: anyErrno }),
    record({ n, inject: v.literal('domain_alloc_blocked'), group, errno: anyErrno }),
    record({ n, inject: v.literal('domain_alloc_unmanaged'), group, errno: anyErrno }),
    record({ n, inject: v.literal('set_group_domain'), group, errno: anyErrno }),
  ] as const;
}
