/**
 * The Informal Trace Format of Apalache: states of a trace as JSON that other tools can show.
 * Integers are written as `{"#bigint": "3"}`, maps as `{"#map": [[key, value], …]}`.
 */
export interface ItfTrace {
  readonly '#meta': Readonly<Record<string, unknown>>;
  readonly vars: readonly string[];
  readonly states: readonly Readonly<Record<string, unknown>>[];
  /** There if the trace goes on for ever: the state that its last one is again, counted from 0. */
  readonly loop?: number;
}

/** One step of a trace for such a file. The first state has no action: it is called `init`. */
export interface ItfStep {
  readonly state: Readonly<Record<string, unknown>>;
  readonly action?: { readonly kind: string } & Readonly<Record<string, unknown>>;
}

/** The trace as an ITF value. Every state must have the same keys; every action shares one set of picks. */
export function toItf(
  steps: readonly ItfStep[],
  meta: Readonly<Record<string, unknown>>,
  loop?: number,
): ItfTrace {
  const variables = Object.keys(steps[0]?.state ?? {});
  const picks = [...new Set(steps.flatMap(({ action }) => Object.keys(action ?? {})))].filter(
    (name) => name !== 'kind',
  );
  return {
    '#meta': { format: 'ITF', 'format-description': FORMAT_DESCRIPTION, ...meta },
    vars: [...variables, 'mbt::actionTaken', 'mbt::nondetPicks'],
    states: steps.map(({ state, action }, index) => ({
      '#meta': { index },
      ...Object.fromEntries(variables.map((name) => [name, toItfValue(state[name])])),
      'mbt::actionTaken': action?.kind ?? 'init',
      'mbt::nondetPicks': Object.fromEntries(picks.map((name) => [name, pick(action?.[name])])),
    })),
    ...(loop === undefined ? {} : { loop }),
  };
}

const FORMAT_DESCRIPTION = 'https://apalache-mc.org/docs/adr/015adr-trace.html';

/** A pick as Quint writes it: an argument that this action has, or none. */
function pick(value: unknown): unknown {
  return value === undefined
    ? { tag: 'None', value: { '#tup': [] } }
    : { tag: 'Some', value: toItfValue(value) };
}

/** A plain value in ITF. A record whose keys are all numbers, or that has none, is a map. */
function toItfValue(value: unknown): unknown {
  if (typeof value === 'number') return { '#bigint': BigInt(value).toString() };
  if (Array.isArray(value)) return value.map(toItfValue);
  if (typeof value !== 'object' || value === null) return value ?? { '#tup': [] };
  const entries = Object.entries(value);
  if (entries.every(([key]) => /^\d+$/.test(key))) {
    return { '#map': entries.map(([key, item]) => [{ '#bigint': key }, toItfValue(item)]) };
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, toItfValue(item)]));
}
