import type { Errno, Fault, FaultPoint } from '#contract';
import { type Action, argumentsOf, declarationOf } from './actions.js';
import type { Input, Question } from './input.js';
import { copyState } from './state/copy.js';
import type { State } from './state/state.js';
import { apply } from './step.js';

/**
 * Every input that a search has to try for the action: each free PASID; each fault that the step
 * runs into; and where the step goes on after a fault, each second one after it. Cut are third
 * faults, and faults together with another than the lowest PASID: a bind that fails then leaves what
 * a bind and an unbind leave.
 *
 * Steps are tried on copies; whoever has a faster way of making them gives it.
 *
 * Which faults a step runs into is what it asks on its way; no other is tried.
 */
export function inputs(
  state: State,
  action: Action,
  copyOf: (state: State) => State = copyState,
): readonly Input[] {
  const declaration = declarationOf(action);
  const mayChoose = declaration.choices !== undefined;
  if (declaration.faults.length === 0 && !mayChoose) return PLAIN;

  const asked: Question[] = [];
  const after = copyOf(state);
  apply(after, action, { faults: [], asked });
  const found: Input[] = [...PLAIN];
  // A PASID may have been taken although a bind was refused after it.
  if (mayChoose && after.pool.allocatedCount > state.pool.allocatedCount) {
    // The lowest choice is what the plain input takes.
    found.push(...declaration.choices!(state, argumentsOf(action)).slice(1));
  }
  for (const first of faultsAt(asked)) {
    const askedAfter: Question[] = [];
    const { kind } = apply(copyOf(state), action, { faults: [first], asked: askedAfter });
    found.push({ faults: [first] });
    if (kind === 'refused') continue;
    for (const second of faultsAt(askedAfter)) found.push({ faults: [first, second] });
  }
  return found;
}

const PLAIN: readonly Input[] = [{ faults: [] }];

/** A fault for each question, for one that is asked twice only once: the first of them meets it. */
function faultsAt(asked: readonly Question[]): readonly Fault[] {
  const isFirst = ({ at, device }: Question, index: number): boolean =>
    asked.findIndex((other) => other.at === at && other.device === device) === index;
  return asked.filter(isFirst).map(({ at, device }) => {
    const errno = errnoAt[at];
    return device === undefined ? { at, errno } : { at, errno, device };
  });
}

/** What the failing part answers in a search; a real IOMMU driver may answer otherwise. */
const errnoAt: Readonly<Record<FaultPoint, Errno>> = {
  allocate_mm: 'ENOMEM',
  arch_pgtable_dma_compat: 'EBUSY',
  kzalloc_iommu_mm_data: 'ENOMEM',
  ida_alloc_range: 'ENOMEM',
  kzalloc_iommu_sva: 'ENOMEM',
  xa_insert: 'ENOMEM',
  set_dev_pasid: 'EIO',
  domain_alloc_sva: 'ENOMEM',
  domain_alloc_blocked: 'ENOMEM',
  domain_alloc_unmanaged: 'ENOMEM',
  set_group_domain: 'EIO',
  alloc_empty_file: 'ENOMEM',
  iopf_group_alloc: 'ENOMEM',
  kzalloc_mdev: 'ENOMEM',
  kzalloc_guest_pasid: 'ENOMEM',
};
