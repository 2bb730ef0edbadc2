import type { TabledAction } from '#contract';
import type { ActionDeclaration, ActionValue } from '#declaration';
import type { AnyArguments, PasidVocabulary } from '../vocabulary.js';
import { cgroupSetMax } from './cgroup-set-max.js';
import { pasidAllocGlobal } from './pasid-alloc-global.js';
import { pasidFreeGlobal } from './pasid-free-global.js';
import { processExec } from './process-exec.js';
import { processExit } from './process-exit.js';
import { processFork } from './process-fork.js';
import { processMigrate } from './process-migrate.js';
import { processSpawn } from './process-spawn.js';
import { svaBind } from './sva-bind.js';
import { svaGetPasid } from './sva-get-pasid.js';
import { svaUnbind } from './sva-unbind.js';

/** Everything that can happen, in the order of the contract's tables. */
export const actions = [
  processSpawn,
  processFork,
  processExec,
  processExit,
  processMigrate,
  cgroupSetMax,
  pasidAllocGlobal,
  pasidFreeGlobal,
  svaBind,
  svaUnbind,
  svaGetPasid,
] as const;

/** One thing that happens, as plain data: `{ kind: 'sva-bind', device, mm }`. */
export type Action = ActionValue<(typeof actions)[number]>;

/** The permanent name of an action. */
export type ActionKind = Action['kind'];

/** The same actions by name. The compiler asks for each tabled one, so that none is forgotten. */
export const actionByKind = {
  'process-spawn': processSpawn,
  'process-fork': processFork,
  'process-exec': processExec,
  'process-exit': processExit,
  'process-migrate': processMigrate,
  'cgroup-set-max': cgroupSetMax,
  'pasid-alloc-global': pasidAllocGlobal,
  'pasid-free-global': pasidFreeGlobal,
  'sva-bind': svaBind,
  'sva-unbind': svaUnbind,
  'sva-get-pasid': svaGetPasid,
} satisfies { readonly [Kind in TabledAction]: Extract<(typeof actions)[number], { kind: Kind }> };

/** The declaration behind an action value, for whoever treats all actions alike. */
export function declarationOf({ kind }: Action): ActionDeclaration<PasidVocabulary> {
  return actionByKind[kind];
}

/** The arguments of an action value: the value itself, since no step looks at its kind. */
export function argumentsOf(action: Action): AnyArguments {
  return action as unknown as AnyArguments;
}
