/**
 * How fast is every state of the toy searched: by the explorer, over the declaration that people
 * read; by the naive search; by Spin, where it is installed? Interleaved rounds of one run, so that
 * only ratios between the lines mean anything. The naive search is asked for a smaller toy, and its
 * rate is compared.
 *
 * And does Spin find as many states of a scope of the PASID machine as the explorer, and as many calls
 * that change one, from rules that were written down once more, in Promela?
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codecOf, reachable } from '#checker';
import { packageRoot } from '#harness';
import { type ModelStep, machine, type Scope, type State, scopes } from '#model';
import { pool, TOY_SCOPE } from '#toy';

const ROUNDS = 5;
const KNOWN = { states: 614_656, generated: 4_720_641 };
const SMALLER = { ...TOY_SCOPE, pasids: 3, processes: 3 };
const STATES_MAX = 1_000_000;

/** The counts of one search of every state. */
interface Counts {
  readonly states: number;
  readonly generated: number;
}

/** Answers the number of states generated; throws where the counts are not the known ones. */
type Subject = () => number;

const folder = mkdtempSync(path.join(tmpdir(), 'pasid-bench-'));
try {
  const isSpinThere = isThere('spin') && isThere('gcc');
  if (!isSpinThere) console.log('Spin is skipped: spin and gcc are not both installed');
  const subjects: Readonly<Record<string, Subject>> = {
    explorer,
    'naive search, smaller toy': naive,
    ...(isSpinThere ? { 'Spin, breadth-first': spinSubject(folder) } : {}),
  };
  compare(subjects);
  if (isSpinThere) compareCounts('mediated', folder);
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
  const spun = compiled(name, where)();
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

/**
 * The whole command in a process of its own, with the start of Node: the frozen states of the naive
 * search would slow down whatever runs beside it.
 */
function explore(...what: readonly string[]): Counts {
  const main = path.join(packageRoot(), 'dist', 'cli', 'main.js');
  const argv = [main, 'explore', ...what, '--json'];
  const said = execFileSync(process.execPath, argv, { encoding: 'utf8' });
  const [search] = (
    JSON.parse(said) as { searches: readonly { distinct: number; generated: number }[] }
  ).searches;
  return { states: search!.distinct, generated: search!.generated };
}

function naive(): number {
  const { transitions } = reachable(pool, SMALLER, { key: JSON.stringify, statesMax: STATES_MAX });
  return transitions + 1;
}

function isThere(command: string): boolean {
  return spawnSync(command, ['--version']).status !== null;
}

function spinSubject(where: string): Subject {
  const search = compiled('toy', where);
  return () => {
    const counts = search();
    expectKnown(counts);
    return counts.generated;
  };
}

/** Compiles a model once; each run is a search by the program that Spin made of it. */
function compiled(name: string, where: string): () => Counts {
  const model = `${name}.pml`;
  const program = `./${name}`;
  copyFileSync(path.join(packageRoot(), 'benchmarks', 'promela', model), path.join(where, model));
  const run = (command: string, ...argv: string[]): string =>
    execFileSync(command, argv, { cwd: where, encoding: 'utf8' });
  run('spin', '-a', model);
  run('gcc', '-O2', '-DSAFETY', '-DNOREDUCE', '-DBFS', '-o', program, 'pan.c');
  return () => {
    const said = run(program, '-w24');
    if (!said.includes('errors: 0')) throw new Error(`benchmarks: ${model} breaks:\n${said}`);
    const states = /(\d+) states, stored/.exec(said)?.[1];
    const transitions = /(\d+) transitions/.exec(said)?.[1];
    return { states: Number(states), generated: Number(transitions) };
  };
}

function expectKnown({ states, generated }: Counts): void {
  if (states === KNOWN.states && generated === KNOWN.generated) return;
  throw new Error(`benchmarks: expected ${JSON.stringify(KNOWN)}, saw ${states}, ${generated}`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
