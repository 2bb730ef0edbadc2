import type { Errno } from './errno.js';
import type { DomainId, FileId, HandleId, Pasid } from './ids.js';

/** What a device is told of a page request: served, not to be served, or not this time. */
export type ResponseCode = 'success' | 'invalid' | 'failure';

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
  | {
      readonly kind: 'opened';
      readonly file: FileId;
      /** The id that came with it; `NO_PASID` for `/dev/sva` and VFIO devices, which bring none. */
      readonly pasid: Pasid;
      readonly warned?: true;
    }
  | { readonly kind: 'answered'; readonly code: ResponseCode; readonly warned?: true }
  | { readonly kind: 'reached'; readonly domain: DomainId; readonly warned?: true }
  | { readonly kind: 'faulted'; readonly warned?: true }
  | { readonly kind: 'refused'; readonly errno: Errno; readonly warned?: true };
