/** One search of every state by a program of its own: the explorer, or what Spin makes of a model. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '#harness';
import type { Scope } from '#model';

/** The counts of one search of every state. */
export interface Counts {
  readonly states: number;
  readonly generated: number;
}

/** The counts of a search with symmetry. */
export interface ClassCounts extends Counts {
  readonly classes: number;
}

/**
 * The whole command in a process of its own, with the start of Node: the frozen states of the naive
 * search would slow down whatever runs beside it.
 */
export function explore(...what: readonly string[]): Counts {
  const { distinct, generated } = searchBy(what);
  return { states: distinct, generated };
}

/** The same command with symmetry; `states` are those of all classes together. */
export function exploreClasses(...what: readonly string[]): ClassCounts {
  const { distinct, generated, symmetry } = searchBy([...what, '--symmetry']);
  return { classes: distinct, states: symmetry!.statesMax, generated };
}

interface Report {
  readonly verdict: string;
  readonly distinct: number;
  readonly generated: number;
  readonly symmetry?: { readonly statesMax: number };
}

function searchBy(what: readonly string[]): Report {
  const main = path.join(packageRoot(), 'dist', 'cli', 'main.js');
  const said = execFileSync(process.execPath, [main, 'explore', ...what, '--json'], {
    encoding: 'utf8',
  });
  const { searches } = JSON.parse(said) as { searches: readonly [Report] };
  return searches[0];
}

/** Whether there is all that a search by Spin takes. */
export function isSpinThere(): boolean {
  return ['spin', 'gcc'].every((command) => spawnSync(command, ['--version']).status !== null);
}

/** The sizes that `promela/mediated.pml` takes. */
export function sizesOf({ topology }: Scope): Readonly<Record<string, number>> {
  const { processes, cgroups, mdevs, files, devices } = topology;
  return {
    PROCESSES: processes,
    CGROUPS: cgroups.length,
    MDEVS: mdevs,
    FILES: files,
    IDS: devices[0]!.maxPasids - 1,
  };
}

/** Compiles a model once; each run is a search by the program that Spin made of it. */
export function compiledBySpin(
  name: string,
  where: string,
  sizes: Readonly<Record<string, number>> = {},
): () => Counts {
  const model = `${name}.pml`;
  const program = ['.', [name, ...Object.values(sizes)].join('-')].join('/');
  copyFileSync(path.join(packageRoot(), 'benchmarks', 'promela', model), path.join(where, model));
  const run = (command: string, ...argv: string[]): string =>
    execFileSync(command, argv, { cwd: where, encoding: 'utf8' });
  run('spin', ...Object.entries(sizes).map(([size, value]) => `-D${size}=${value}`), '-a', model);
  run('gcc', '-O2', '-DSAFETY', '-DNOREDUCE', '-DBFS', '-o', program, 'pan.c');
  return () => {
    const said = run(program, '-w24');
    if (!said.includes('errors: 0')) throw new Error(`benchmarks: ${model} breaks:\n${said}`);
    const states = /(\d+) states, stored/.exec(said)?.[1];
    const transitions = /(\d+) transitions/.exec(said)?.[1];
    return { states: Number(states), generated: Number(transitions) };
  };
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
