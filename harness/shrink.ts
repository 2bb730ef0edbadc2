import type { Action } from '#model';
import { actionByKind } from '#model';
import { type Command, copiedReferences, Grants, type Trace } from './command.js';
import { type Run, runPossible, runTrace, type Setting } from './run.js';

/**
 * A failing run made smaller while the same property fails: first whole stretches of commands go,
 * then those that are not needed one by one and two by two, then processes and address spaces are
 * renamed in order of appearance. Whatever cannot be made any more without what went goes with it.
 *
 * What comes out is locally minimal (no one or two commands can be left out). It bounds the search for
 * the shortest one, which is no part of this.
 */
export function shrink(setting: Setting, failing: Run): Run {
  let best = withoutStretches(setting, failing);
  for (;;) {
    const smaller = withoutOneOrTwo(setting, best) ?? renamed(setting, best);
    if (smaller === undefined) return bound(best);
    best = smaller;
  }
}

/** The run without stretches that are not needed: halves first, then halves of those, the last ones first. */
function withoutStretches(setting: Setting, failing: Run): Run {
  let best = failing;
  for (let length = best.trace.length >> 1; length > 1; length >>= 1) {
    for (let end = best.trace.length; end > 0; end -= length) {
      const start = Math.max(0, end - length);
      const rest = best.trace.filter((_, i) => i < start || i >= end);
      const run = failsWithLess(setting, rest, best);
      if (run === undefined) continue;
      best = run;
      end = Math.min(end, run.trace.length + length);
    }
  }
  return best;
}

/** The same run, with the numbers in its commands that they were bound to when it was made. */
function bound(run: Run): Run {
  const grants = new Grants();
  const copies = new Map<Command, Command>();
  for (const [i, command] of run.trace.entries()) {
    const action = grants.bind(command);
    copies.set(command, { action, faults: command.faults, ...copiedReferences(command, copies) });
    grants.record(command, run.outcomes[i]!);
  }
  return { ...run, trace: [...copies.values()] };
}

/** The first shorter run, leaving out one command or two, that fails in the same property. */
function withoutOneOrTwo(setting: Setting, failing: Run): Run | undefined {
  const { trace } = failing;
  for (let first = trace.length - 1; first >= 0; first -= 1) {
    const run = failsWithLess(setting, without(trace, [first]), failing);
    if (run !== undefined) return run;
  }
  for (let first = trace.length - 1; first >= 0; first -= 1) {
    for (let second = first - 1; second >= 0; second -= 1) {
      const run = failsWithLess(setting, without(trace, [first, second]), failing);
      if (run !== undefined) return run;
    }
  }
  return undefined;
}

/** The run of what of this trace can be made, if it fails in the same property. */
function failsWithLess(setting: Setting, trace: Trace, { failure }: Run): Run | undefined {
  const run = runPossible(setting, trace);
  return run.failure?.property === failure?.property ? run : undefined;
}

/** The run of this trace, if it fails in the property in which the other run failed. */
function failsAlike(setting: Setting, trace: Trace, failing: Run): Run | undefined {
  const run = runTrace(setting, trace);
  return run?.failure !== undefined && run.failure.property === failing.failure?.property
    ? run
    : undefined;
}

function without(trace: Trace, left: readonly number[]): Trace {
  return trace.filter((_, i) => !left.includes(i));
}

// Only these two kinds of entity are all alike in every scope: devices differ in range, cgroups in
// their place in the tree.
const RENAMED_DOMAINS = ['process', 'mm'];

/** The run with its like entities renumbered in order of appearance, if that changes it. */
function renamed(setting: Setting, failing: Run): Run | undefined {
  const numbers = new Map<string, number>();
  const next = new Map<string, number>();
  const renumber = (domain: string, value: number): number => {
    const known = numbers.get(`${domain} ${value}`);
    if (known !== undefined) return known;
    const number = next.get(domain) ?? 0;
    next.set(domain, number + 1);
    numbers.set(`${domain} ${value}`, number);
    return number;
  };
  const copies = new Map<Command, Command>();
  let changed = false;
  for (const command of failing.trace) {
    const action = renamedAction(command.action, renumber);
    if (action !== command.action) changed = true;
    copies.set(command, { action, faults: command.faults, ...copiedReferences(command, copies) });
  }
  return changed ? failsAlike(setting, [...copies.values()], failing) : undefined;
}

function renamedAction(
  action: Action,
  renumber: (domain: string, value: number) => number,
): Action {
  const renamed: Record<string, unknown> = { ...action };
  let changed = false;
  for (const [name, domain] of Object.entries(actionByKind[action.kind].params)) {
    if (!RENAMED_DOMAINS.includes(domain)) continue;
    const value = renamed[name] as number;
    renamed[name] = renumber(domain, value);
    if (renamed[name] !== value) changed = true;
  }
  return changed ? (renamed as unknown as Action) : action;
}
