/**
 * How fast is every state of the toy searched: by the explorer, over the declaration that people
 * read; by the naive search; by Spin, where it is installed? Interleaved rounds of one run, so that
 * only ratios between the lines mean anything. The naive search is asked for a smaller toy, and its
 * rate is compared.
 *
 * And does Spin find as many states of a scope of the PASID machine as the explorer, and as many calls
 * that change one, from rules that were written down once more, in Promela? And what is symmetry worth?
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codecOf, reachable } from '#checker';
import { type ModelStep, machine, type Scope, type State, scopes } from '#model';
import { pool, TOY_SCOPE } from '#toy';
import { type Counts, compiledBySpin, explore, isSpinThere, median, sizesOf } from './searches.js';
import { compareClasses, timeToyClasses } from './symmetry.js';

const ROUNDS = 5;
const KNOWN = { states: 614_656, generated: 4_720_641 };
const SMALLER = { ...TOY_SCOPE, pasids: 3, processes: 3 };
const STATES_MAX = 1_000_000;

/** Answers the number of states generated; throws where the counts are not the known ones. */
type Subject = () => number;

const folder = mkdtempSync(path.join(tmpdir(), 'pasid-bench-'));
try {
  const hasSpin = isSpinThere();
  if (!hasSpin) console.log('Spin is skipped: spin and gcc are not both installed');
  const subjects: Readonly<Record<string, Subject>> = {
    explorer,
    'naive search, smaller toy': naive,
    ...(hasSpin ? { 'Spin, breadth-first': spinSubject(folder) } : {}),
  };
  compare(subjects);
  timeToyClasses();
  if (hasSpin) {
    compareCounts('mediated', folder);
    compareClasses('many-shares', folder);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function compare(subjects: Readonly<Record<string, Subject>>): void {
  const times = new Map<string, number[]>(Object.keys(subjects).map((name) => [name, []]));
  const generated = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, subject] of Object.entries(subjects)) {
      const startedAt = performance.now();
      generated.set(name, subject());
      times.get(name)!.push(performance.now() - startedAt);
    }
  }
  let base: number | undefined;
  for (const [name, measured] of times) {
    const ms = median(measured);
    const rate = generated.get(name)! / (ms / 1000);
    base ??= rate;
    console.log(
      `${name.padEnd(26)} ${(ms / 1000).toFixed(2).padStart(6)} s ${(rate / 1e6).toFixed(2).padStart(7)} M transitions/s   x${(rate / base).toFixed(3)}`,
    );
  }
}

/**
 * The states of a scope, and the calls that change one, counted by both. How fast says nothing,
 * because most of it is the start. Spin counts the initial state as a transition.
 */
function compareCounts(name: 'mediated', where: string): void {
  const explored = explore('--scope', name).states;
  const changing = changingCalls(scopes[name]);
  const spun = compiledBySpin('mediated', where, sizesOf(scopes[name]))();
  const ratio = (spun.states / explored).toFixed(3);
  console.log(`scope ${name}: explorer ${explored} states, Spin ${spun.states} states   x${ratio}`);
  console.log(`scope ${name}: calls that change a state ${changing}, Spin ${spun.generated - 1}`);
  if (explored === spun.states && changing === spun.generated - 1) return;
  throw new Error(`benchmarks: ${name}.pml is not the scope ${name}`);
}

/** What the explorer does not tell from refused calls, by the naive search. */
function changingCalls(scope: Scope): number {
  const codec = codecOf(machine.shape(scope));
  const words = new Int32Array(codec.words);
  const key = (state: State): string => {
    codec.encode(state, words, 0);
    return words.join();
  };
  let changing = 0;
  const visit = ({ before, after }: ModelStep): void => {
    if (key(before) !== key(after)) changing += 1;
  };
  reachable(machine, scope, { key, statesMax: STATES_MAX, visit });
  return changing;
}

function explorer(): number {
  const counts = explore('--machine', 'toy');
  expectKnown(counts);
  return counts.generated;
}

function naive(): number {
  const { transitions } = reachable(pool, SMALLER, { key: JSON.stringify, statesMax: STATES_MAX });
  return transitions + 1;
}

function spinSubject(where: string): Subject {
  const search = compiledBySpin('toy', where);
  return () => {
    const counts = search();
    expectKnown(counts);
    return counts.generated;
  };
}

function expectKnown({ states, generated }: Counts): void {
  if (states === KNOWN.states && generated === KNOWN.generated) return;
  throw new Error(`benchmarks: expected ${JSON.stringify(KNOWN)}, saw ${states}, ${generated}`);
}
