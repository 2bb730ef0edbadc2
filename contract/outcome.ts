import type { Errno } from './errno.js';
import type { HandleId, Pasid } from './ids.js';

/**
 * What the caller of an action sees. `warned` is there when the kernel would print a WARN: the
 * caller broke its contract, and what the call did in spite of that stands in its table.
 */
export type Outcome =
  | { readonly kind: 'done'; readonly warned?: true }
  | { readonly kind: 'granted'; readonly pasid: Pasid; readonly warned?: true }
  | {
      readonly kind: 'bound';
      readonly handle: HandleId;
      readonly pasid: Pasid;
      readonly warned?: true;
    }
  | { readonly kind: 'found'; readonly handle: HandleId; readonly warned?: true }
  | { readonly kind: 'refused'; readonly errno: Errno; readonly warned?: true };
