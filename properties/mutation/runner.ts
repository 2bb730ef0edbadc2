import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CoverageData, CoveragePerTestId } from '@stryker-mutator/api/core';
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type CompleteDryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
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
  mutantCoverage?: { readonly static: CoverageData; readonly perTest: CoveragePerTestId };
}

/**
 * Stryker calls a loop endless once it met its alteration a hundred times as often as the whole suite
 * does without. Five times is enough for a suite of this size, and ends such a loop in seconds.
 */
const PATIENCE = 20;

/**
 * Runs the checks of the suite in the process in which they were loaded: an alteration is a switch, so
 * asking again about the next one costs the checks until the first that notices, and no start.
 */
class CheckRunner implements TestRunner {
  #suite: readonly Check[] = [];

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
    switches().currentTestId = undefined;
    const { mutantCoverage } = switches();
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun({
    testFilter,
    activeMutant,
    hitLimit,
  }: MutantRunOptions): Promise<MutantRunResult> {
    const limit = hitLimit && Math.ceil(hitLimit / PATIENCE);
    Object.assign(switches(), {
      activeMutant: activeMutant.id,
      hitLimit: limit,
      hitCount: limit && 0,
    });
    const tests: TestResult[] = [];
    for (const check of this.#suite) {
      if (testFilter?.includes(check.name) === false) continue;
      const result = await made(check);
      tests.push(result);
      if (result.status === TestStatus.Failed) break;
    }
    const endless = determineHitLimitReached(switches().hitCount, limit);
    switches().activeMutant = undefined;
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests });
  }
}

function switches(): Switches {
  const holder = globalThis as { __stryker__?: Switches };
  return (holder.__stryker__ ??= {});
}

async function made({ name, run }: Check): Promise<TestResult> {
  const startedAt = performance.now();
  const text = (): { id: string; name: string; timeSpentMs: number } => ({
    id: name,
    name,
    timeSpentMs: performance.now() - startedAt,
  });
  try {
    await run();
    return { ...text(), status: TestStatus.Success };
  } catch (error) {
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
