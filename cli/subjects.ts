import { type Broken, type BrokenClaim, MachineSystem, type System } from '#checker';
import type { Explorable } from '#declaration';
import {
  alsoBroken,
  type ClaimsChecked,
  claimOf,
  commandText,
  countImages,
  modelSystem,
  outcomeText,
  ProductSystem,
  type Seen,
  scopeText,
  shellWord,
  type Target,
  traceTable,
  writeCounterexample,
} from '#harness';
import { IOASID_SCOPE, ioasid, ioasidBug, NUMBERS_SCOPES, numbers, type Scope } from '#model';
import { cachedPool, pool, TOY_SCOPE } from '#toy';
import { type Classes, classesOf } from './classes.js';

/** Something that can be explored, made ready: whichever its types are, its trace is text and data. */
export interface Subject {
  readonly name: string;
  /** What is explored, for machines. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly system: System<BrokenClaim>;
  /** There if the states counted are classes of states. */
  readonly classes?: () => Classes;
  /** The steps that lead to a broken claim, made again for readers. */
  traceTo(broken: Broken<BrokenClaim>): Promise<SubjectTrace>;
  /** What was learnt besides the counts, when the search has ended. */
  findings(): Findings;
}

/** A scope of the reference machine as a subject, and what its search has shown. */
export interface ScopeSubject extends Subject {
  readonly seen: Seen;
}

/** A trace as both forms of a report show it. */
export interface SubjectTrace {
  /** What was broken, by the name under which a counterexample is filed. */
  readonly claim: string;
  readonly reason: string;
  readonly lines: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** What a search has shown besides its counts. */
export interface Findings {
  /** Whether claims that were checked in vain leave the question open. */
  readonly isVain: boolean;
  /** Short pieces for the summary. */
  readonly summary: readonly string[];
  readonly details: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** What `explore --machine` knows, by name. */
export const subjects: Readonly<Record<string, (symmetry: boolean) => Subject>> = {
  toy: (symmetry) => machineSubject(pool, TOY_SCOPE, symmetry),
  'toy-bug': (symmetry) => machineSubject(cachedPool, TOY_SCOPE, symmetry),
  ioasid: (symmetry) => machineSubject(ioasid, IOASID_SCOPE, symmetry),
  'ioasid-bug': (symmetry) => machineSubject(ioasidBug, IOASID_SCOPE, symmetry),
  ...Object.fromEntries(
    Object.entries(NUMBERS_SCOPES).map(([pair, scope]) => {
      const name = `numbers-${pair}`;
      return [name, (symmetry: boolean) => machineSubject({ ...numbers, name }, scope, symmetry)];
    }),
  ),
};

/** A machine that is searched in one scope; `asked` is how it is asked for. */
export function machineSubject<State, Action extends object, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
  symmetry: boolean,
  asked = `--machine ${machine.name}`,
): Subject {
  const system = new MachineSystem(machine, scope, { symmetry });
  return {
    name: machine.name,
    json: { machine: machine.name },
    system,
    ...classesOf(machine.name, asked, system),
    traceTo(broken) {
      const trace = system.traceTo(broken);
      // With symmetry, the trace has other numbers than the state that was found broken.
      const { claim, violation } = system.brokenAtEnd(trace)!;
      return Promise.resolve({
        claim,
        reason: violation.reason,
        lines: [
          ...trace.map(
            ({ action, outcome }, index) => `${index + 1}  ${textOf(action)}${answered(outcome)}`,
          ),
          `   <- ${violation.reason}`,
        ],
        json: { trace: trace.map(({ action, input, outcome }) => ({ action, input, outcome })) },
      });
    },
    findings() {
      const [vacuous, unreached] = [system.vacuous(), system.unreached()];
      return {
        isVain: vacuous.length > 0,
        summary: [],
        details: vanity(vacuous, unreached),
        json: { unreached, vacuous },
      };
    },
  };
}

/** What the caller sees, where that is more than a word. */
export function answered(outcome: unknown): string {
  return typeof outcome === 'object' && outcome !== null ? `    ${textOf(outcome)}` : '';
}

/** An action as its kind and its arguments by name. */
export function textOf(action: object): string {
  const [kind, ...others] = Object.entries(action);
  return [kind?.[1], ...others.map(([name, value]) => `${name}=${value}`)].join(' ');
}

function vanity(vacuous: readonly string[], unreached: readonly string[]): readonly string[] {
  if (unreached.length === 0) return [];
  return [
    `never reached: ${unreached.join(', ')}`,
    `so checked in vain: ${vacuous.join(', ') || 'no claim'}`,
  ];
}

/** The reference machine in a scope. */
export function scopeSubject(
  scope: Scope,
  claims: ClaimsChecked = 'all',
  symmetry = false,
): ScopeSubject {
  const { system, cuts, seen } = modelSystem(scope, claims, symmetry);
  return {
    name: `scope ${scope.name}`,
    json: { scope: scope.name, profile: scope.profile, claims },
    system,
    seen,
    ...classesOf(`scope ${scope.name}`, `--scope ${scope.name}`, system),
    traceTo(broken) {
      const { topology } = scope;
      const steps = system.traceTo(broken);
      const { claim, violation } = system.brokenAtEnd(steps)!;
      const trace = steps.map(({ action, input, outcome }, index) => ({
        line: `  ${index + 1}  ${commandText({ action, faults: input.faults }, [], topology)}    ${outcomeText(outcome, topology)}`,
        json: { action, input, outcome },
      }));
      return Promise.resolve({
        claim,
        reason: violation.reason,
        lines: [...trace.map(({ line }) => line), `   <- ${violation.reason}`],
        json: { trace: trace.map(({ json }) => json) },
      });
    },
    findings() {
      const answers = [...seen.answers()].sort();
      const kinds = [...cuts.keys()].sort();
      const cutBy = Object.fromEntries(kinds.map((kind) => [kind, cuts.get(kind)!]));
      const cutText = Object.entries(cutBy).map(([kind, count]) => `${kind} ${count}`);
      const [vacuous, unreached] = [system.vacuous(), system.unreached()];
      return {
        // A scope has the actions of one door. What it does not reach is proven out of its reach.
        isVain: false,
        summary: [`${answers.length} answers`],
        details: cutText.length === 0 ? [] : [`  cut: ${cutText.join(', ')}`],
        json: { cutBy, answers, unreached, vacuous },
      };
    },
  };
}

/** The reference machine and a target, step by step together. */
export function productSubject(scope: Scope, target: Target, corpus: string): Subject {
  const product = new ProductSystem(scope, target);
  const { system, images, states } = countImages(product);
  return {
    name: `scope ${scope.name} with ${target.name}`,
    json: { scope: scope.name, profile: scope.profile, target: target.name },
    system,
    async traceTo(broken) {
      const run = product.traceTo(broken);
      const failure = run.failure!;
      const recorded = { target: target.name, scope, callers: 'lawful', run, failure } as const;
      const others = alsoBroken(target, recorded);
      const file = await writeCounterexample(corpus, { ...recorded, alsoBroken: others });
      return {
        claim: failure.property,
        reason: failure.reason,
        lines: [
          scopeText(scope),
          ...traceTable(run.trace, run.outcomes, failure, scope.topology),
          claimOf(failure.property),
          `Replay   npx pasid-verify replay ${shellWord(file)}`,
          `Read     npx pasid-verify explain ${shellWord(file)}`,
        ],
        json: { counterexample: file },
      };
    },
    findings: () => ({
      isVain: false,
      summary: [`${images()} snapshots of ${states()} states of the model`],
      details:
        images() === states() || target.hidden === undefined
          ? []
          : [`  also remembered by ${target.name}: ${target.hidden.what}`],
      json: { images: images(), modelStates: states() },
    }),
  };
}
