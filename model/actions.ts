import type { tables } from '#contract';
import type { ActionDeclaration, ActionValue } from '#declaration';
import { kernelPasidDisable } from './allocator/kernel-pasid-disable.js';
import { kernelPasidEnable } from './allocator/kernel-pasid-enable.js';
import { pasidAllocGlobal } from './allocator/pasid-alloc-global.js';
import { pasidFreeGlobal } from './allocator/pasid-free-global.js';
import { attachHandleGet } from './attachment/attach-handle-get.js';
import { pasidAttach } from './attachment/pasid-attach.js';
import { pasidDetach } from './attachment/pasid-detach.js';
import { pasidReplace } from './attachment/pasid-replace.js';
import { devicePlug } from './devices/device-plug.js';
import { deviceUnplug } from './devices/device-unplug.js';
import { devSvaAlloc } from './files/dev-sva-alloc.js';
import { devSvaFree } from './files/dev-sva-free.js';
import { devSvaOpen } from './files/dev-sva-open.js';
import { fileClose } from './files/file-close.js';
import { filePass } from './files/file-pass.js';
import { mdevCreate } from './mdev/mdev-create.js';
import { mdevOpen } from './mdev/mdev-open.js';
import { mdevRemove } from './mdev/mdev-remove.js';
import { deviceClaim } from './ownership/device-claim.js';
import { deviceRelease } from './ownership/device-release.js';
import { driverProbe } from './ownership/driver-probe.js';
import { driverRemove } from './ownership/driver-remove.js';
import { groupClaim } from './ownership/group-claim.js';
import { groupDefaultDomainReady } from './ownership/group-default-domain-ready.js';
import { groupRelease } from './ownership/group-release.js';
import { cgroupSetMax } from './processes/cgroup-set-max.js';
import { processExec } from './processes/process-exec.js';
import { processExit } from './processes/process-exit.js';
import { processFork } from './processes/process-fork.js';
import { processMigrate } from './processes/process-migrate.js';
import { processSpawn } from './processes/process-spawn.js';
import { dma } from './requests/dma.js';
import { drainComplete } from './requests/drain-complete.js';
import { pageRequest } from './requests/page-request.js';
import { pageResponse } from './requests/page-response.js';
import { svaBind } from './sva/sva-bind.js';
import { svaGetPasid } from './sva/sva-get-pasid.js';
import { svaUnbind } from './sva/sva-unbind.js';
import { wqOpen } from './sva/wq-open.js';
import { wqSubmit } from './sva/wq-submit.js';
import { guestBind } from './vfio/guest-bind.js';
import { guestUnbind } from './vfio/guest-unbind.js';
import { vfioAlloc } from './vfio/vfio-alloc.js';
import { vfioAttach } from './vfio/vfio-attach.js';
import { vfioDetach } from './vfio/vfio-detach.js';
import { vfioFree } from './vfio/vfio-free.js';
import { vfioOpen } from './vfio/vfio-open.js';
import { vfioReplace } from './vfio/vfio-replace.js';
import type { AnyArguments, PasidVocabulary } from './vocabulary.js';

/** Everything that can happen, in the order of the contract's tables. */
export const actions = [
  processSpawn,
  processFork,
  processExec,
  processExit,
  processMigrate,
  cgroupSetMax,
  devicePlug,
  deviceUnplug,
  driverProbe,
  driverRemove,
  groupClaim,
  groupRelease,
  deviceClaim,
  deviceRelease,
  groupDefaultDomainReady,
  pasidAllocGlobal,
  pasidFreeGlobal,
  kernelPasidEnable,
  kernelPasidDisable,
  pasidAttach,
  pasidDetach,
  pasidReplace,
  attachHandleGet,
  svaBind,
  svaUnbind,
  svaGetPasid,
  wqOpen,
  wqSubmit,
  devSvaOpen,
  devSvaAlloc,
  devSvaFree,
  filePass,
  fileClose,
  vfioOpen,
  vfioAttach,
  vfioReplace,
  vfioDetach,
  vfioAlloc,
  vfioFree,
  guestBind,
  guestUnbind,
  mdevCreate,
  mdevRemove,
  mdevOpen,
  pageRequest,
  pageResponse,
  drainComplete,
  dma,
] as const;

/** One thing that happens, as plain data: `{ kind: 'sva-bind', device, mm }`. */
export type Action = ActionValue<(typeof actions)[number]>;

/** The permanent name of an action. */
export type ActionKind = Action['kind'];

/** The actions that the contract's tables describe. */
type TabledAction = (typeof tables)[number]['action'];

/** The same actions by name. The compiler asks for each tabled one, so that none is forgotten. */
export const actionByKind = {
  'process-spawn': processSpawn,
  'process-fork': processFork,
  'process-exec': processExec,
  'process-exit': processExit,
  'process-migrate': processMigrate,
  'cgroup-set-max': cgroupSetMax,
  'device-plug': devicePlug,
  'device-unplug': deviceUnplug,
  'driver-probe': driverProbe,
  'driver-remove': driverRemove,
  'group-claim': groupClaim,
  'group-release': groupRelease,
  'device-claim': deviceClaim,
  'device-release': deviceRelease,
  'group-default-domain-ready': groupDefaultDomainReady,
  'pasid-alloc-global': pasidAllocGlobal,
  'pasid-free-global': pasidFreeGlobal,
  'kernel-pasid-enable': kernelPasidEnable,
  'kernel-pasid-disable': kernelPasidDisable,
  'pasid-attach': pasidAttach,
  'pasid-detach': pasidDetach,
  'pasid-replace': pasidReplace,
  'attach-handle-get': attachHandleGet,
  'sva-bind': svaBind,
  'sva-unbind': svaUnbind,
  'sva-get-pasid': svaGetPasid,
  'wq-open': wqOpen,
  'wq-submit': wqSubmit,
  'dev-sva-open': devSvaOpen,
  'dev-sva-alloc': devSvaAlloc,
  'dev-sva-free': devSvaFree,
  'file-pass': filePass,
  'file-close': fileClose,
  'vfio-open': vfioOpen,
  'vfio-attach': vfioAttach,
  'vfio-replace': vfioReplace,
  'vfio-detach': vfioDetach,
  'vfio-alloc': vfioAlloc,
  'vfio-free': vfioFree,
  'guest-bind': guestBind,
  'guest-unbind': guestUnbind,
  'mdev-create': mdevCreate,
  'mdev-remove': mdevRemove,
  'mdev-open': mdevOpen,
  'page-request': pageRequest,
  'page-response': pageResponse,
  'drain-complete': drainComplete,
  dma,
} satisfies { readonly [Kind in TabledAction]: Extract<(typeof actions)[number], { kind: Kind }> };

/** The declaration behind an action value, for whoever treats all actions alike. */
export function declarationOf({ kind }: Action): ActionDeclaration<PasidVocabulary> {
  return actionByKind[kind];
}

/** The arguments of an action value: the value itself, since no step looks at its kind. */
export function argumentsOf(action: Action): AnyArguments {
  return action as unknown as AnyArguments;
}
