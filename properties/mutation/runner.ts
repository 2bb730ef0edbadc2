import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, Script } from 'node:vm';
import type { CoverageData, CoveragePerTestId } from '@stryker-mutator/api/core';
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type CompleteDryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import type { Check } from './check.js';
import { messages } from './messages.js';

/** What the instrumented code and Stryker's runners tell each other. */
interface Switches {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?:
    | { readonly static: CoverageData; readonly perTest: CoveragePerTestId }
    | undefined;
}

/**
 * Stryker calls a loop endless once it met its alteration a hundred times as often as the whole suite
 * does without. Five times is enough for a suite of this size, and ends such a loop in seconds.
 */
const PATIENCE = 20;

/**
 * A loop may also lead through unaltered places. A check that takes longer than so many times as long as
 * it took for the first time is ended: that was without an alteration, and before anything was compiled.
 */
const SLOWER = 5;
const SHORTEST_MS = 1000;

/** How long each check took then, for all processes of a run. */
const TIMES = 'dist/mutation-times.json';

/**
 * Runs the checks of the suite in the process in which they were loaded: an alteration is a switch, so
 * asking again about the next one costs the checks until the first that notices, and no start.
 */
class CheckRunner implements TestRunner {
  #suite: readonly Check[] = [];
  #firstMs: Readonly<Record<string, number>> | undefined;

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    // The copy that this process was started in, which is built with the switches in it.
    const path = resolve('dist/properties/mutation/suite.js');
    const loaded: { readonly suite: readonly Check[] } = await import(pathToFileURL(path).href);
    this.#suite = loaded.suite;
  }

  async dryRun(): Promise<CompleteDryRunResult> {
    const tests: TestResult[] = [];
    for (const check of this.#suite) {
      switches().currentTestId = check.name;
      tests.push(await made(check));
    }
    await writeFile(TIMES, JSON.stringify(Object.fromEntries(tests.map(timeOf))));
    const { mutantCoverage } = switches();
    Object.assign(switches(), { currentTestId: undefined, mutantCoverage: undefined });
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun({
    testFilter,
    activeMutant,
    hitLimit,
  }: MutantRunOptions): Promise<MutantRunResult> {
    // Of all processes that Stryker starts in this copy, one alone was asked for a run without an alteration.
    this.#firstMs ??= JSON.parse(await readFile(TIMES, 'utf8')) as Readonly<Record<string, number>>;
    switches().mutantCoverage = undefined;
    const limit = hitLimit && Math.ceil(hitLimit / PATIENCE);
    Object.assign(switches(), {
      activeMutant: activeMutant.id,
      hitLimit: limit,
      hitCount: limit && 0,
    });
    const tests: TestResult[] = [];
    let isEnded = false;
    for (const check of this.#suite) {
      if (testFilter?.includes(check.name) === false) continue;
      const result = await made(check, SHORTEST_MS + SLOWER * this.#firstMs[check.name]!);
      tests.push(result);
      isEnded = result.status === TestStatus.Skipped;
      if (result.status !== TestStatus.Success) break;
    }
    const endless = determineHitLimitReached(switches().hitCount, limit);
    switches().activeMutant = undefined;
    if (isEnded) return { status: MutantRunStatus.Timeout };
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests });
  }
}

const timeOf = ({ name, timeSpentMs }: TestResult) => [name, timeSpentMs] as const;

function switches(): Switches {
  const holder = globalThis as { __stryker__?: Switches };
  return (holder.__stryker__ ??= {});
}

const stage = createContext({ run: undefined });
const runOnStage = new Script('run()');

/** Skipped where it was ended: what a check does at once, without waiting for files, can be. */
async function made({ name, run }: Check, timeout?: number): Promise<TestResult> {
  const startedAt = performance.now();
  const text = (): { id: string; name: string; timeSpentMs: number } => ({
    id: name,
    name,
    timeSpentMs: performance.now() - startedAt,
  });
  const before = process.cpuUsage();
  stage['run'] = run;
  try {
    await runOnStage.runInContext(
      stage,
      timeout === undefined ? {} : { timeout: Math.ceil(timeout) },
    );
    return { ...text(), status: TestStatus.Success };
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      const { user, system } = process.cpuUsage(before);
      // A machine that had other things to do is no endless loop.
      if ((user + system) / 1000 < timeout! / 2) return made({ name, run }, timeout! * 2);
      return { ...text(), status: TestStatus.Skipped };
    }
    return { ...text(), status: TestStatus.Failed, failureMessage: String(error) };
  }
}

/**
 * What Stryker loads.
 *
 * @public
 */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'checks', () => new CheckRunner()),
  declareValuePlugin(PluginKind.Ignore, 'messages', messages),
];
