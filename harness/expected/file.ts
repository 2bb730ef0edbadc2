import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { toItf } from '#checker';
import { documentBeside, placeOf } from '../counterexample/file.js';
import { BLOCK_VERSION } from '../counterexample/schema.js';
import { InputError, shellWord } from '../input-error.js';
import { BUILD_COMMAND, isNotBuilt } from '../kernel/built.js';
import type { ClaimPair, TracedStep } from './bench.js';
import { expectedDocument } from './document.js';
import type { Expectation } from './expectation.js';
import { type ExpectedFound, madeAgain } from './find.js';
import { expectations } from './list.js';
import { type ExpectedBlock, expectedSchema } from './schema.js';

/** An expected counterexample that was stored. */
export interface StoredExpectation {
  readonly expectation: Expectation;
  readonly block: ExpectedBlock;
  /** What stands in the file beside it. */
  readonly document: string;
}

/**
 * Writes what was found as `<folder>/<claim>/<hash>.itf.json`, with its document beside it, and answers
 * the path.
 */
export async function writeExpected(
  folder: string,
  { name, target, scope, claim, pair }: Expectation,
  { steps, violation, certificate: proven, statesAfter }: ExpectedFound,
): Promise<string> {
  const commands = steps.map(({ action, faults, answer }) => ({ action, faults, outcome: answer }));
  const fresh = pair(target);
  fresh.reset();
  const states = [
    { state: fresh.viewed },
    ...steps.map(({ state, action }) => ({ state, action })),
  ];
  const block = {
    version: BLOCK_VERSION,
    kind: 'expected',
    name,
    target,
    scope: scope.name,
    property: claim.id,
    step: steps.length,
    reason: violation.reason,
    commands,
    certificate: { ...proven },
    ...(statesAfter === undefined ? {} : { statesAfter }),
  };
  const bare = commands.map(({ action, faults }) => ({ action, faults }));
  const content = JSON.stringify(['expected', target, bare, scope.name, claim.id]);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const file = path.join(folder, claim.id, `${hash}.itf.json`);
  await mkdir(path.dirname(file), { recursive: true });
  const itf = toItf(states, { 'pasid-verify': block });
  await writeFileAtomic(file, `${JSON.stringify(itf, null, 1)}\n`);
  const { document } = (await readExpected(file))!;
  await writeFileAtomic(documentBeside(file), document);
  return file;
}

/** Reads an expected counterexample; undefined if the file holds something else. */
export async function readExpected(file: string): Promise<StoredExpectation | undefined> {
  const block = await blockOf(file);
  if (block === undefined) return undefined;
  const next = `git log -- ${shellWord(file)}`;
  const parsed = v.safeParse(expectedSchema, block);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = issue.path?.map(({ key }) => String(key)).join('.') ?? 'the file';
    const expected = `an expected counterexample of version ${BLOCK_VERSION}`;
    throw new InputError({ file, expected, seen: `${where}: ${issue.message}`, next });
  }
  const { name, property } = parsed.output;
  const expectation = expectations.find((known) => known.name === name);
  if (expectation?.claim.id !== property) {
    const expected = 'an expectation of this version';
    throw new InputError({ file, expected, seen: `'${name}' of ${property}`, next });
  }
  const stored = { expectation, block: parsed.output };
  const made = replayExpected(stored);
  if (made === undefined) {
    const expected = `calls that the model of ${expectation.target} can make`;
    throw new InputError({ file, expected, seen: 'others', next });
  }
  const document = expectedDocument(placeOf(file), parsed.output, expectation, made.steps);
  return { ...stored, document };
}

/** What stands where every counterexample has its block, if it says that it is an expected one. */
async function blockOf(file: string): Promise<unknown> {
  try {
    const content = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const meta = content['#meta'] as Readonly<Record<string, unknown>>;
    const block = meta['pasid-verify'] as Readonly<Record<string, unknown>>;
    return block['kind'] === 'expected' ? block : undefined;
  } catch {
    // What is wrong with it is told by whoever reads it as the other kind.
    return undefined;
  }
}

/** A stored trace that was made again: by the kernel's code, or by the model alone. */
export interface ExpectedReplay {
  readonly steps: readonly TracedStep[];
  /** What was broken at the last step; undefined: the claim is kept now. */
  readonly reason: string | undefined;
}

/**
 * Makes a stored trace again, with this code beside the model or by the model alone; undefined if a call
 * of it cannot be made, or the sides differ.
 */
export function replayExpected(
  { expectation, block }: Pick<StoredExpectation, 'expectation' | 'block'>,
  code?: string,
): ExpectedReplay | undefined {
  const pair = expectation.pair(code);
  const labels = labelsOf(pair, block);
  const made = labels && madeAgain(pair, labels);
  return made && { steps: made.steps, reason: made.finding?.violation.reason };
}

/** The numbers of the stored calls, in the states that they lead to. */
function labelsOf(pair: ClaimPair, { commands }: ExpectedBlock): readonly number[] | undefined {
  const labels: number[] = [];
  pair.reset();
  for (const { action, faults } of commands) {
    const wanted = JSON.stringify([action, faults]);
    const call = pair.calls.find((each) => JSON.stringify([each.action, each.faults]) === wanted);
    if (call === undefined) return undefined;
    labels.push(call.label);
    pair.give(call.label);
  }
  return labels;
}

/** Whether a stored one still says what it said. */
export interface ExpectedCheck {
  readonly ok: boolean;
  readonly summary: string;
  /** There if the kernel's code was not built, so that the model alone was asked. */
  readonly isSkipped?: true;
}

/** Makes a stored trace again, by the model, and by the kernel, or other code of it, if that was built. */
export function checkExpected(
  stored: StoredExpectation,
  target: string = stored.expectation.target,
): ExpectedCheck {
  const { profile } = stored.expectation;
  const { reason, commands } = stored.block;
  const sides = [
    { name: `the model (${profile})`, code: undefined },
    ...(isNotBuilt(target) ? [] : [{ name: target, code: target }]),
  ];
  for (const { name, code } of sides) {
    const made = replayExpected(stored, code);
    const outcomes = made?.steps.map(({ answer }) => answer).join('; ');
    const stands = commands.map(({ outcome }) => outcome).join('; ');
    if (made?.reason === reason && outcomes === stands) continue;
    const saw = made === undefined ? 'the calls cannot be made' : (made.reason ?? 'no violation');
    return { ok: false, summary: `${name} no longer shows ${stored.block.property}: ${saw}` };
  }
  const shown = `shown by ${sides.map(({ name }) => name).join(' and ')}`;
  if (!isNotBuilt(target)) {
    return { ok: true, summary: `expected; ${shown} (${commands.length} commands)` };
  }
  const summary = `expected; ${shown}; ${target} is not built on this machine. Next: ${BUILD_COMMAND}`;
  return { ok: true, summary, isSkipped: true };
}
