import { type ActionTable, ERRNO, tables } from '#contract';
import type { IommuCall } from './iommu-lines.js';
import {
  answersIn,
  type Candidate,
  handlesOf,
  type LogNames,
  loggedFields,
  made,
  meaningless,
} from './log-candidate.js';
import { readied } from './log-explain.js';
import { CALLS, isCall, type LogCall, type LogLine } from './log-lines.js';
import { completions, granted } from './log-steps.js';
import type { Unobserved } from './replay.js';
import { type Difference, differences, type Observed } from './verdict.js';

/** So many candidates are asked why they refuse a line, and what they would grant. */
const ASKED_MAX = 50;
const REFUSALS_MAX = 3;

/** Where the candidate that comes nearest to a refused line differs from it. */
export function nearestDifferences(
  line: LogLine,
  candidates: readonly Candidate[],
  names: LogNames,
  unobserved: Unobserved,
): readonly Difference[] {
  if (!isCall(line)) return [untold(line, names)];
  let nearest: readonly Difference[] | undefined;
  for (const candidate of asked(line, candidates, names, unobserved)) {
    for (const call of completions(line, candidate, names)) {
      if (meaningless(call, candidate, names) !== undefined) continue;
      const found = answerDifferences(line, answersIn(line, made(call, candidate, names)));
      if (found.length > 0 && found.length < (nearest?.length ?? Number.POSITIVE_INFINITY)) {
        nearest = found;
      }
    }
  }
  return nearest ?? [{ field: 'call', model: null, record: line.call, disagree: ['model'] }];
}

function answerDifferences(line: LogCall, model: readonly Observed[]): readonly Difference[] {
  const fields = loggedFields(line);
  return differences({ fields, model, record: fields.map((field) => line[field]!) });
}

/** A line that is no call tells of a state, which no candidate is in. */
function untold(line: Exclude<LogLine, LogCall>, { scope }: LogNames): Difference {
  if (line.call === 'mm_pasid_drop') {
    return { field: `mms.${line.mm}`, model: 'live', record: 'dropped', disagree: ['model'] };
  }
  const field = `hw.${scope.deviceNames[line.dev]}.${line.pasid}`;
  const did = `did ${line.did}`;
  return line.call === 'cache_tag_assign'
    ? { field, model: null, record: did, disagree: ['model'] }
    : { field, model: 'still there', record: null, disagree: ['model'] };
}

/** Why candidates refuse a line, in words: the guard that stands in the way, each once. */
export function refusalsOf(
  line: LogLine,
  candidates: readonly Candidate[],
  names: LogNames,
  unobserved: Unobserved,
): readonly string[] {
  if (line.call === 'mm_pasid_drop')
    return [...new Set(candidates.map((each) => kept(line.mm, each, names)))];
  if (!isCall(line)) return [];
  const found = new Set<string>();
  for (const candidate of asked(line, candidates, names, unobserved)) {
    for (const call of completions(line, candidate, names)) {
      found.add(refusal(line, call, candidate, names));
      if (found.size === REFUSALS_MAX) return [...found];
    }
  }
  return found.size > 0 ? [...found] : [`there is no handle ${line['handle'] ?? 'left'}`];
}

/** The first candidates, with what the line names. */
function asked(
  line: LogCall,
  candidates: readonly Candidate[],
  names: LogNames,
  unobserved: Unobserved,
): readonly Candidate[] {
  return candidates
    .slice(0, ASKED_MAX)
    .flatMap((candidate) => readied(line, candidate, names, unobserved));
}

/** What keeps an address space from being dropped. */
function kept(mm: string, candidate: Candidate, { mms }: LogNames): string {
  const number = mms.numberOf(mm);
  const { svaHandles } = candidate.state;
  const bonds = handlesOf(candidate).filter(
    (_, i) => svaHandles[Number(Object.keys(svaHandles)[i])]!.mm === number,
  );
  return bonds.length === 0 ? `a process uses ${mm}` : `${bonds.join(' and ')} still binds ${mm}`;
}

function refusal(line: LogCall, call: IommuCall, candidate: Candidate, names: LogNames): string {
  const why = meaningless(call, candidate, names);
  if (why !== undefined) return why;
  const step = made(call, candidate, names);
  const answers = loggedFields(line)
    .map((field, i) => `${field} ${answersIn(line, step)[i] ?? 'nothing'}`)
    .join(', ');
  const { ret } = step.answer;
  const errno = Object.entries(ERRNO).find(([, number]) => -number === ret)?.[0];
  if (errno === undefined)
    return `nothing: the call is granted${answers === '' ? '' : `, with ${answers}`}`;
  return `${errno}, as ${guardsOf(line.call, errno)}`;
}

/** The checks by which a function of the kernel answers an errno, as its table has them. */
function guardsOf(call: string, errno: string): string {
  const every: readonly ActionTable[] = tables;
  const all = every.filter(({ kernel }) => kernel.includes(call)).flatMap(({ checks }) => checks);
  const guards = all.filter(({ answer, fault }) => answer === errno && !fault);
  return [...new Set(guards.map(({ when }) => when))].join(', or ') || 'a failure says';
}

/** The calls that some of the candidates grant. */
export function enabledIn(candidates: readonly Candidate[], names: LogNames): readonly string[] {
  return CALLS.filter((kind) =>
    candidates
      .slice(0, REFUSALS_MAX)
      .some((candidate) => granted([kind], candidate, names).next().done !== true),
  );
}
