import { stateDifferences } from './fields.js';
import { ANSWERS, type IommuCall, iommuCallReader, iommuFaultReader } from './iommu-lines.js';
import { Lives } from './iommu-lives.js';
import type { TargetedFault } from './iommu-machine.js';
import { iommuScopeOf } from './iommu-scope.js';
import type { IommuAnswer } from './iommu-side.js';
import { iommuSnapshotSchema } from './iommu-snapshot.js';
import { recordedFields } from './iommu-state.js';
import { type Place, refuseReservedKeys } from './json-line.js';
import type { Header, Replay } from './replay.js';
import { shaped } from './shape.js';
import type { Sides } from './sides.js';
import { type Difference, differences, type Observed, UNMET_FAULT } from './verdict.js';

/** Replays a recording of drivers/iommu/iommu.c and iommu-sva.c (6.12) through both machines. */
export function iommuReplay(header: Header, sides: Sides, headerPlace: Place): Replay {
  const scope = iommuScopeOf(header.scope, headerPlace);
  const readCall = iommuCallReader(scope);
  const readFault = iommuFaultReader(scope);
  const snapshots = iommuSnapshotSchema(scope);
  const lives = new Lives(scope);
  const model = sides.model.iommu(scope, lives.mms);
  const implementation = sides.implementation.iommu(scope, lives.mms);
  /** The faults of the next call. */
  let faults: TargetedFault[] = [];

  return {
    sides: ['model', 'implementation'],
    fault(line, place) {
      const { inject, errno, ...target } = readFault(line, place);
      if ('mm' in target) lives.requireUsed('mm', target.mm, place);
      faults.push({
        at: inject,
        errno,
        ...('dev' in target ? { device: target.dev } : {}),
        ...('group' in target ? { group: target.group } : {}),
        ...('mm' in target ? { mm: lives.mms.numberOf(target.mm) } : {}),
      });
    },
    call(line, place) {
      const call = readCall(line, place);
      lives.admit(call, place);
      const found = answerDifferences(
        call,
        model.call(call, faults),
        implementation.call(call, faults),
      );
      faults = [];
      if (found.length > 0) return found;
      const gone = lives.note(call);
      if (gone !== undefined) for (const side of [model, implementation]) side.forget(gone);
      return found;
    },
    snapshot(line, place) {
      refuseReservedKeys(line, place);
      const record = recordedFields(shaped(snapshots, line, place).state);
      return stateDifferences(record, model.state(), implementation.state());
    },
  };
}

/** A side that does not meet a recorded fault took another way, so only that is told. */
function answerDifferences(
  call: IommuCall,
  model: IommuAnswer,
  implementation: IommuAnswer,
): readonly Difference[] {
  const unmet = model.unmet ?? implementation.unmet;
  if (unmet !== undefined) {
    return differences({
      fields: [UNMET_FAULT],
      model: [model.unmet === undefined ? unmet : null],
      implementation: [implementation.unmet === undefined ? unmet : null],
      record: [unmet],
    });
  }
  const fields = ANSWERS[call.call];
  const recorded: { readonly [Field in (typeof fields)[number]]?: Observed | undefined } = call;
  return differences({
    fields,
    model: fields.map((field) => model[field] ?? null),
    implementation: fields.map((field) => implementation[field] ?? null),
    record: fields.map((field) => recorded[field] ?? (field === 'warn' ? false : null)),
  });
}
