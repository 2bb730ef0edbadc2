import { cgroupId, deviceId, fileId, mmId, processId } from '#contract';
import type { Action, Scope } from '#model';
import type { Command, Trace } from '../command.js';

/** One in so many of the processes that may live is left out, so that runs can start others. */
const ABSENT_ONE_IN = 4;
/** The ids that a file is given. */
const IDS = 2;

/**
 * A sequence that fills a vast scope: most of the processes that may live, in all cgroups, and for those
 * whose sandbox lists `/dev/sva` a file with ids. A run of some hundred calls would not come that far.
 */
export function crowdOf({ topology }: Scope): Trace {
  const { processes, mms, sandboxes, cgroups, devices, files } = topology;
  const count = Math.floor((Math.min(processes, mms) * (ABSENT_ONE_IN - 1)) / ABSENT_ONE_IN);
  const trace: Command[] = [];
  const add = (action: Action, given?: Command['given']): Command => {
    const command = { action, faults: [], ...(given && { given }) };
    trace.push(command);
    return command;
  };
  for (let number = 0, opened = 0; number < count; number += 1) {
    const process = processId(number);
    const cgroup = cgroupId(number % cgroups.length);
    add({ kind: 'process-spawn', process, mm: mmId(number), cgroup });
    if (!sandboxes[number % sandboxes.length]!.devSva || opened === files) continue;
    opened += 1;
    const file = add({ kind: 'dev-sva-open', process });
    for (let id = 0; id < IDS; id += 1) {
      const device = deviceId((number + id) % devices.length);
      add({ kind: 'dev-sva-alloc', process, file: fileId(opened), device }, { file });
    }
  }
  return trace;
}
