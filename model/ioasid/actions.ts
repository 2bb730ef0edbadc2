import type { ActionDeclaration, ActionValue } from '#declaration';
import { ioasidAlloc } from './ioasid-alloc.js';
import { ioasidFind } from './ioasid-find.js';
import { ioasidFree } from './ioasid-free.js';
import { ioasidRegisterAllocator } from './ioasid-register-allocator.js';
import { ioasidSetData } from './ioasid-set-data.js';
import { ioasidUnregisterAllocator } from './ioasid-unregister-allocator.js';
import { mmPasidDrop } from './mm-pasid-drop.js';
import { svaAllocPasid } from './sva-alloc-pasid.js';
import { svaFind } from './sva-find.js';
import type { IoasidWords } from './vocabulary.js';

/** Everything that can happen, in the order of the contract's tables. */
export const ioasidActions = [
  ioasidAlloc,
  ioasidFree,
  ioasidFind,
  ioasidSetData,
  ioasidRegisterAllocator,
  ioasidUnregisterAllocator,
  svaAllocPasid,
  svaFind,
  mmPasidDrop,
] as const;

/** One thing that happens: its kind and its arguments, plain data. */
export type IoasidAction = ActionValue<(typeof ioasidActions)[number]>;

const byKind = new Map<string, ActionDeclaration<IoasidWords>>(
  ioasidActions.map((action) => [action.kind, action as ActionDeclaration<IoasidWords>]),
);

/** The declaration behind an action. */
export const declarationOf = ({ kind }: IoasidAction): ActionDeclaration<IoasidWords> =>
  byKind.get(kind)!;
