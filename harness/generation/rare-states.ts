import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { FAULT_POINTS } from '#contract';
import { type Action, actionByKind, type Domain, domainValues, type Scope, scopes } from '#model';
import { type Command, REFERENCES, type References, type Trace } from '../command.js';
import { InputError } from '../input-error.js';
import { packageRoot } from '../package-root.js';

/** A call of a sequence: what it names that an earlier one was given, by the number of that one. */
export interface RecordedCall extends Pick<Command, 'action' | 'faults'> {
  readonly given: { readonly [Name in keyof References]: number };
}

/** A witness that few transitions of a searched scope reach, and a shortest sequence to it. */
export interface RareState {
  readonly scope: string;
  readonly witness: string;
  readonly calls: readonly RecordedCall[];
}

/** Where they are kept: to search for them takes longer than to fuzz a unit. */
export const RARE_STATES = path.join('docs', 'rare-states.json');
const NEXT = 'npx pasid-verify rare-states --record';

const fault = v.looseObject({ at: v.picklist(FAULT_POINTS), errno: v.string() });
const index = v.optional(v.number());
const schema = v.array(
  v.strictObject({
    scope: v.string(),
    witness: v.string(),
    calls: v.array(
      v.strictObject({
        action: v.looseObject({ kind: v.picklist(Object.keys(actionByKind)) }),
        faults: v.array(fault),
        given: v.strictObject({ pasid: index, handle: index, file: index }),
      }),
    ),
  }),
);

/** The rare states as they were recorded. */
export function recordedRareStates(): readonly RareState[] {
  try {
    const text = readFileSync(path.join(packageRoot(), RARE_STATES), 'utf8');
    return v.parse(schema, JSON.parse(text)) as readonly unknown[] as readonly RareState[];
  } catch (error) {
    const seen = (error as Error).message;
    throw new InputError({ file: RARE_STATES, expected: 'rare states', seen, next: NEXT });
  }
}

/** The sequences that mean something in a scope: of its profile, with nothing in them that it lacks. */
export function rareTracesIn(scope: Scope): readonly Trace[] {
  const known: Readonly<Record<string, Scope>> = scopes;
  return recordedRareStates()
    .filter((rare) => known[rare.scope]?.profile === scope.profile)
    .filter(({ calls }) => calls.every(({ action }) => isIn(scope, action)))
    .map(({ calls }) => traceOf(calls));
}

function isIn(scope: Scope, action: Action): boolean {
  if (scope.alphabet?.includes(action.kind) === false) return false;
  const args = action as unknown as Readonly<Record<string, number>>;
  const params: Readonly<Record<string, Domain>> = actionByKind[action.kind].params;
  return Object.entries(params).every(([name, domain]) =>
    domainValues(scope, domain).includes(args[name]!),
  );
}

/** The calls as commands. */
export function traceOf(calls: readonly RecordedCall[]): Trace {
  const trace: Command[] = [];
  for (const { action, faults, given } of calls) {
    const references: { -readonly [Name in keyof References]: Command } = {};
    for (const name of REFERENCES) {
      const giver = given[name];
      if (giver !== undefined) references[name] = trace[giver]!;
    }
    const isReferring = Object.keys(references).length > 0;
    trace.push({ action, faults, ...(isReferring && { given: references }) });
  }
  return trace;
}
