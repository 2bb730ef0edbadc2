/** Where two values that should be equal first differ, and what each holds there. */
export interface Difference {
  /** Dotted path from the top: `mms.0.pasid`. */
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/**
 * The first place, in key order of `left`, where two plain values differ; nothing if they are equal.
 * A key that is absent differs from every value.
 */
export function firstDifference(left: unknown, right: unknown): Difference | undefined {
  if (left === right) return undefined;
  if (!isObject(left) || !isObject(right)) return { path: '', left, right };
  for (const key in left) {
    const inner = firstDifference(left[key], right[key]);
    if (inner !== undefined) return { ...inner, path: joined(key, inner.path) };
  }
  for (const key in right) {
    if (!(key in left)) return { path: key, left: undefined, right: right[key] };
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function joined(key: string, rest: string): string {
  return rest === '' ? key : `${key}.${rest}`;
}
