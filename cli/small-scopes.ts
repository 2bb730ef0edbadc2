import { type BrokenClaim, MachinePair, systemOfPair } from '#checker';
import type { Counterpart, Explorable } from '#declaration';
import {
  InputError,
  type KernelTarget,
  kernelIoasid,
  kernelMisc,
  type Target,
  targets,
} from '#harness';
import { IOASID_SCOPES, ioasid, LEDGER_SCOPES, misc, type Scope, scopes } from '#model';
import { answered, machineSubject, type Subject, textOf } from './subjects.js';

/** A scope of a small machine that is the model of live kernel code. */
export interface SmallScope {
  readonly name: string;
  /** The one target that is held against the machine there. */
  readonly target: KernelTarget;
  /** The machine alone, with what is claimed of that kernel under these callers. */
  alone(symmetry: boolean): Subject;
  /** The machine and the target, step by step together. */
  beside(): Subject;
}

type Callers = { readonly callers: 'lawful' | 'any' };

function smallScope<State, Action extends object, Input, Outcome, OfMachine extends Callers>(
  name: string,
  target: KernelTarget,
  machine: Explorable<State, Action, Input, Outcome, OfMachine>,
  scope: OfMachine,
  counterpart: () => Counterpart<State, Action, Input, Outcome>,
): SmallScope {
  const json = { machine: machine.name, scope: name };
  const isClaimed = (claim: { profiles: readonly string[]; callers: 'lawful' | 'any' }) =>
    claim.profiles.includes(target) && (scope.callers === 'lawful' || claim.callers === 'any');
  return {
    name,
    target,
    alone(symmetry) {
      const claimed = {
        ...machine,
        invariants: machine.invariants.filter(isClaimed),
        transitionInvariants: machine.transitionInvariants.filter(isClaimed),
      };
      const alone = machineSubject(claimed, scope, symmetry, `--scope ${name}`);
      return {
        ...alone,
        name: `scope ${name}`,
        json,
        // A scope has some of the front doors. What it does not reach is proven out of its reach.
        findings: () => ({ ...alone.findings(), isVain: false, details: [] }),
      };
    },
    beside() {
      const pair = new MachinePair(machine, scope, counterpart());
      return {
        name: `scope ${name} with ${target}`,
        json: { ...json, target },
        // A pair that can be put back has no longest sequence.
        system: systemOfPair<BrokenClaim>(pair, 0),
        traceTo({ path, finding }) {
          const given = pair.replayed(path);
          const reason = given.at(-1)?.finding?.violation.reason ?? finding.violation.reason;
          const lines = given.map(
            ({ action, outcome }, index) => `${index + 1}  ${textOf(action)}${answered(outcome)}`,
          );
          return Promise.resolve({
            claim: finding.claim,
            reason,
            lines: [...lines, `   <- ${reason}`],
            json: {
              trace: given.map(({ action, input, outcome }) => ({ action, input, outcome })),
            },
          });
        },
        findings: () => ({ isVain: false, summary: [], details: [], json: {} }),
      };
    },
  };
}

/** Every scope of a small machine in which kernel code is held against it, by name. */
export const smallScopes: ReadonlyMap<string, SmallScope> = new Map(
  [
    ...Object.entries(IOASID_SCOPES).map(([name, scope]) =>
      smallScope(name, 'linux-6.1-ioasid', ioasid, scope, () =>
        kernelIoasid('linux-6.1-ioasid', scope),
      ),
    ),
    ...Object.entries(LEDGER_SCOPES).map(([name, scope]) => {
      const target = name.endsWith('-6.1') ? 'linux-6.1-misc-cgroup' : 'linux-6.12-misc-cgroup';
      return smallScope(name, target, misc, scope, () => kernelMisc(target, scope));
    }),
  ].map((scope) => [scope.name, scope]),
);

/** Those in which one target is held against its model. */
export const smallScopesOf = (target: string): readonly SmallScope[] =>
  [...smallScopes.values()].filter((scope) => scope.target === target);

/** The scopes in which a target can be searched together with its model. */
function scopesOf(target: string): readonly string[] {
  const small = smallScopesOf(target);
  if (small.length > 0) return small.map(({ name }) => name);
  const profile = targets.get(target)?.profile;
  const all: readonly Scope[] = Object.values(scopes);
  return all
    .filter((scope) => scope.isEndless === undefined)
    .filter((scope) => profile === undefined || scope.profile === profile)
    .map(({ name }) => name);
}

/** The target as one that runs behind the whole port, if the scope is one of the reference machine. */
export function portTarget(name: string, scope: Scope): Target {
  const target = targets.get(name);
  if (target !== undefined && scopesOf(name).includes(scope.name)) return target;
  throw misfit(name, scope.name);
}

/** The complaint that a target is not held against its model in a scope. */
export function misfit(target: string, scope: string): InputError {
  const fitting = scopesOf(target);
  return new InputError({
    file: target,
    expected: `a scope of its own model, one of ${fitting.join(', ')}`,
    seen: scope,
    next: `npx pasid-verify explore --target ${target} --scope ${fitting[0]}`,
  });
}
