import { ERRNO, type ResourceId, ROOT_CGROUP, resourceId } from '#contract';
import { InputError, shown } from '../input-error.js';
import { type Place, showLine } from './json-line.js';
import { exactAmounts, ledgerNumber, requireExactPeaks, requireFile } from './misc-bounds.js';
import { type MiscRow, miscFileText, parseMaxWrite, u64Text } from './misc-files.js';
import { callReader, type MiscCall, snapshotSchema } from './misc-lines.js';
import { type MiscScope, miscScopeOf } from './misc-scope.js';
import type { LedgerAnswer, LedgerSide } from './misc-sides.js';
import { recordedState, stateOf, statePaths } from './misc-state.js';
import type { Header, Replay } from './replay.js';
import { shaped } from './shape.js';
import type { Sides } from './sides.js';
import { type Answers, differences, type Observed } from './verdict.js';

/** Replays a recording of the misc controller (kernel/cgroup/misc.c, 6.12) through both ledgers. */
export function miscReplay(header: Header, sides: Sides, headerPlace: Place): Replay {
  const scope = miscScopeOf(header.scope, headerPlace);
  const readCall = callReader(scope);
  const snapshots = snapshotSchema(scope);
  const paths = statePaths(scope);
  const model = sides.model.ledger(scope.topology);
  const implementation = sides.implementation.ledger(scope.topology);
  const requireExact = exactAmounts();

  return {
    sides: ['model', 'implementation'],
    fault: ({ inject }, place) => {
      throw new InputError({
        ...place,
        expected: `a call or a snapshot (nothing is injected in family ${header.family})`,
        seen: `a fault: inject ${shown(inject)}`,
        next: showLine(place),
      });
    },
    call: (line, place) => {
      const call = readCall(line, place);
      requireExact(call, place);
      requireFile(call, scope, place);
      const { fields, record } = recordedAnswer(call);
      return differences({
        fields,
        record,
        model: answerOf(model, call, scope, place),
        implementation: answerOf(implementation, call, scope, place),
      });
    },
    snapshot: (line, place) => {
      const { state } = shaped(snapshots, line, place);
      return differences({
        fields: paths,
        model: stateOf(model, scope),
        implementation: stateOf(implementation, scope),
        record: recordedState(state, scope),
      });
    },
  };
}

/** What a call answers: the fields of its line that are no arguments. */
function recordedAnswer(call: MiscCall): Pick<Answers, 'fields' | 'record'> {
  const warn = call.warn === true;
  if ('ret' in call) return { fields: ['ret', 'warn'], record: [call.ret, warn] };
  if ('usage' in call) return { fields: ['usage', 'warn'], record: [call.usage, warn] };
  if ('text' in call) return { fields: ['text', 'warn'], record: [call.text, warn] };
  return { fields: ['warn'], record: [warn] };
}

/** The same fields as a side answers them. */
function answerOf(
  side: LedgerSide,
  call: MiscCall,
  scope: MiscScope,
  place: Place,
): readonly Observed[] {
  // A switch and not match(): this runs twice per line, where match() took an eighth of the time.
  switch (call.call) {
    case 'misc_cg_set_capacity':
      return retAndWarn(side.setCapacity(call.res, call.capacity));
    case 'write':
      return retAndWarn(writeMax(side, call, scope, place));
    case 'misc_cg_try_charge':
      return retAndWarn(side.tryCharge(call.res, call.cg, call.amount));
    case 'misc_cg_uncharge':
      return [side.uncharge(call.res, call.cg, call.amount).warned];
    case 'read':
      return [readText(side, call, scope, place), false];
    case 'misc_cg_res_total_usage':
      return [totalUsage(side, call.res), false];
  }
}

const retAndWarn = ({ ret, warned }: LedgerAnswer): readonly Observed[] => [ret, warned];

const totalUsage = (side: LedgerSide, resource: ResourceId | null): string =>
  side.files?.totalUsage(resource) ??
  (resource === null ? '0' : u64Text(side.charge(resource, ROOT_CGROUP).current));

type Write = Extract<MiscCall, { call: 'write' }>;
type Read = Extract<MiscCall, { call: 'read' }>;

/** The text is judged before the ledger is asked; success answers the bytes written. */
function writeMax(side: LedgerSide, write: Write, scope: MiscScope, place: Place): LedgerAnswer {
  if (side.files !== undefined) return side.files.write(write.cg, write.text);
  const parsed = parseMaxWrite(write.text, scope.resourceNames);
  if (parsed.kind === 'refused') return { ret: -ERRNO[parsed.errno], warned: false };
  const answer = side.setMax(parsed.resource, write.cg, ledgerNumber(parsed.max, place));
  return answer.ret === 0 ? { ...answer, ret: Buffer.byteLength(write.text) } : answer;
}

function readText(side: LedgerSide, read: Read, scope: MiscScope, place: Place): string {
  if (side.files !== undefined) return side.files.read(read.cg, read.file);
  const rows = scope.resourceNames.map((name, index): MiscRow => {
    const resource = resourceId(index);
    const { max, current, peak, events, eventsLocal } = side.charge(resource, read.cg);
    const capacity = side.capacity(resource);
    return { name, capacity, max, current, peak, events, eventsLocal };
  });
  if (read.file === 'misc.peak') requireExactPeaks(rows, place);
  return miscFileText(read.file, rows);
}
