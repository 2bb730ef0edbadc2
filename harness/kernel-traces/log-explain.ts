import type { IommuCall } from './iommu-lines.js';
import {
  agreeing,
  type Candidate,
  faultsFor,
  handlesOf,
  isUnnamed,
  type LogNames,
  made,
  meaningless,
  named,
} from './log-candidate.js';
import { BEGINNINGS, isCall, type LogCall, type LogLine, type TagLine } from './log-lines.js';
import { completions } from './log-steps.js';
import type { Unobserved } from './replay.js';

/** The states after a line that a candidate explains; none if it explains it in no way. */
export function explained(
  line: LogLine,
  before: Candidate,
  names: LogNames,
  unobserved: Unobserved,
): readonly Candidate[] {
  if (line.call === 'mm_pasid_drop') return dropped(line.mm, before, names);
  if (!isCall(line)) return isTold(line, before) ? [before] : [];
  return readied(line, before, names, unobserved).flatMap((candidate) =>
    completions(line, candidate, names).flatMap((call) => ways(line, call, candidate, names)),
  );
}

/** The candidate, if the call answers as logged; else where a failure that was not logged makes it. */
function ways(
  line: LogCall,
  call: IommuCall,
  before: Candidate,
  names: LogNames,
): readonly Candidate[] {
  if (meaningless(call, before, names) !== undefined) return [];
  const plain = agreeing(line, made(call, before, names));
  if (plain !== undefined) return [plain];
  return faultsFor(line).flatMap(
    (fault) => agreeing(line, made(call, before, names, [fault])) ?? [],
  );
}

/** The candidate with what the line names: an address space from its first use on, a handle by its name. */
export function readied(
  line: LogCall,
  before: Candidate,
  names: LogNames,
  { calls }: Unobserved,
): readonly Candidate[] {
  const { mm, handle } = line;
  if (line.call === 'iommu_sva_bind_device' || line.call === 'fork' || line.call === 'exit') {
    const mayBegin = typeof mm === 'string' && BEGINNINGS.some((each) => calls.includes(each));
    return [mayBegin ? begun(mm, before, names) : before];
  }
  const isByHandle = line.call === 'iommu_sva_unbind_device' || line.call === 'iommu_sva_get_pasid';
  if (!isByHandle || typeof handle !== 'string' || before.handles.has(handle)) return [before];
  const unnamed = handlesOf(before).filter(isUnnamed);
  return unnamed.map((stand) => named(before, handle, stand));
}

/** The candidate with an address space, be it that it has just begun. */
export function begun(mm: string, before: Candidate, names: LogNames): Candidate {
  const begin: IommuCall = { n: 0, call: 'mm_init', mm };
  return meaningless(begin, before, names) === undefined
    ? made(begin, before, names).after
    : before;
}

/** An address space is gone: with its last bond, or now, with its process. */
function dropped(mm: string, before: Candidate, names: LogNames): readonly Candidate[] {
  const number = names.mms.numberOf(mm);
  if (before.state.mms[number]!.phase !== 'live') return [before];
  const after = exited(mm, before, names);
  return after?.state.mms[number]!.phase === 'live' || after === undefined ? [] : [after];
}

/** The candidate after the process of an address space has left; undefined if it has already. */
export function exited(mm: string, before: Candidate, names: LogNames): Candidate | undefined {
  const exit: IommuCall = { n: 0, call: 'exit', mm, dropped: false };
  return meaningless(exit, before, names) === undefined
    ? made(exit, before, names).after
    : undefined;
}

/** Whether the device was told as the IOMMU driver says. */
function isTold({ call, dev, pasid }: TagLine, { state }: Candidate): boolean {
  return pasid in state.hardware[dev]! === (call === 'cache_tag_assign');
}
