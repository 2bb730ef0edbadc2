/**
 * Does a snapshot hold the whole state? Answered by a second machine: it is booted afresh, restored
 * to a snapshot taken somewhere in a random run, and then has to answer and look like the first one
 * to the end. All states met are then held against each other: equal bytes and equal views go
 * together. A field that no later call and no view shows would go unnoticed; it would not be state.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cgroupId, deviceId, mmId, processId } from '#contract';
import {
  boot,
  draws,
  drive,
  everything,
  implementation,
  type RunDraws,
  runDraws,
  runOfDraws,
  Seen,
  type System,
} from '#harness';
import { type Scope, scopes } from '#model';

const RUN = {
  seed: 19910825,
  runs: { tiny: 40, small: 25, medium: 24 },
  commandsMax: 70,
  // A second machine is booted after every seventh command and follows from there.
  snapshotEvery: 7,
  scope: [scopes.tiny, scopes.small, scopes.medium],
};

// Tiny and small ones fit into 256 bytes, so that a search can keep millions of them.
const SNAPSHOT_BYTES_MAX = { tiny: 256, small: 256, medium: 1024 };
type SizeName = keyof typeof SNAPSHOT_BYTES_MAX;

const runs = runOfDraws(RUN.commandsMax);
const runsOf = ({ name }: Scope): { seed: number; numRuns: number } => ({
  seed: RUN.seed,
  numRuns: RUN.runs[name as SizeName],
});

/** The commands that these draws mean, lawful in every state they meet. */
function traceOf(scope: Scope, drawn: RunDraws) {
  const setting = { scope, target: implementation, checks: everything, path: 'mutable' as const };
  return runDraws({ ...setting, callers: 'lawful', seen: new Seen() }, drawn).trace;
}

const bytesOf = ({ driver }: System): string => Buffer.from(driver.snapshot()).toString('hex');
const viewOf = ({ driver }: System): string => JSON.stringify(driver.view());

/** A freshly booted machine on a platform of its own, restored to what the other one holds now. */
function restoredFrom(system: System): System {
  const second = boot(implementation, system.topology);
  second.driver.restore(system.driver.snapshot());
  return second;
}

/** The same with devices that were told what the first machine's were: that stays with a platform. */
function continuedFrom(system: System): System {
  const second = restoredFrom(system);
  for (const [device, told] of system.embedding.hardware.entries()) {
    for (const [id, domain] of told) second.embedding.hardware[device]!.set(id, domain);
  }
  return second;
}

/** What a machine of each scope holds at the end of a long run: something in every record. */
const busyBytes = new Map(
  RUN.scope.map((scope) => {
    const system = boot(implementation, scope.topology);
    const long = { minLength: 150, maxLength: 150, size: 'max' } as const;
    const [drawn] = fc.sample(fc.array(draws(), long), { seed: RUN.seed, numRuns: 1 });
    for (const { action, faults } of traceOf(scope, { omitted: new Set(), commands: drawn! }))
      drive(system, action, faults);
    return [scope, system.driver.snapshot()] as const;
  }),
);

/** A machine in which the greatest number of each kind is named: by a process and its bonds. */
function fullMachine({ topology }: Scope): System {
  const system = boot(implementation, topology);
  const process = processId(topology.processes - 1);
  const mm = mmId(topology.mms - 1);
  system.driver.processSpawn(process, mm, cgroupId(topology.cgroups.length - 1));
  topology.devices.forEach((_, device) => system.driver.svaBind(deviceId(device), mm));
  return system;
}

describe.each(RUN.scope)('in scope $name', (scope) => {
  test('a machine restored to a snapshot answers and looks like the one it was taken from', () => {
    const property = fc.property(runs, (drawn) => {
      const first = boot(implementation, scope.topology);
      const others: System[] = [];
      traceOf(scope, drawn).forEach(({ action, faults }, index) => {
        if (index % RUN.snapshotEvery === 0) others.push(continuedFrom(first));
        const [told, ...toldByOthers] = [first, ...others].map((system) => {
          const outcome = drive(system, action, faults);
          return JSON.stringify([outcome, system.driver.view(), bytesOf(system)]);
        });
        expect(new Set(toldByOthers)).toEqual(new Set([told]));
      });
    });
    fc.assert(property, runsOf(scope));
  });

  test('equal bytes and equal views go together, and a snapshot survives being restored', () => {
    const viewByBytes = new Map<string, string>();
    const bytesByView = new Map<string, string>();
    // One machine is restored to every state, so nothing of the state before may show through.
    const second = boot(implementation, scope.topology);
    const property = fc.property(runs, (drawn) => {
      const first = boot(implementation, scope.topology);
      for (const { action, faults } of traceOf(scope, drawn)) {
        drive(first, action, faults);
        const [view, bytes] = [viewOf(first), bytesOf(first)];
        expect(viewByBytes.get(bytes) ?? view).toBe(view);
        expect(bytesByView.get(view) ?? bytes).toBe(bytes);
        viewByBytes.set(bytes, view);
        bytesByView.set(view, bytes);
        second.driver.restore(first.driver.snapshot());
        expect([viewOf(second), bytesOf(second)]).toEqual([view, bytes]);
      }
    });
    fc.assert(property, runsOf(scope));
    expect(viewByBytes.size, 'states met').toBeGreaterThan(300);
    const longest = Math.max(...[...viewByBytes.keys()].map((hex) => hex.length / 2));
    expect(longest).toBeLessThanOrEqual(SNAPSHOT_BYTES_MAX[scope.name as SizeName]);
  });

  test('restoring asks nothing of the platform', () => {
    const second = restoredFrom(fullMachine(scope));
    expect(second.driver.view().groups.flatMap(({ slots }) => slots).length).toBeGreaterThan(0);
    expect(second.embedding.hardware.every((told) => told.size === 0)).toBe(true);
    expect(second.embedding.warned).toBe(false);
  });
});

describe('bytes that are no snapshot of this machine are refused, and leave it freshly booted', () => {
  const scope = scopes.small;
  const whole = busyBytes.get(scope)!;
  const NAMED_PLACE = /^snapshot: expected .+ (at byte|after) \d+.*, found /;

  /** What a full machine says about these bytes, having made sure that nothing of it is left. */
  function complaintAbout(bytes: Uint8Array, about: Scope = scope): string {
    const system = fullMachine(about);
    const message = messageOf(() => system.driver.restore(bytes));
    const booted = boot(implementation, about.topology);
    expect([message, viewOf(system), bytesOf(system)]).toEqual([
      message,
      viewOf(booted),
      bytesOf(booted),
    ]);
    return message;
  }

  test('of any shorter length', () => {
    for (let length = 0; length < whole.length; length++) {
      const message = complaintAbout(whole.subarray(0, length));
      expect(message).toMatch(
        new RegExp(`^snapshot: expected .+ at byte \\d+, found the end of ${length} bytes$`),
      );
    }
  });

  test('of any greater length', () => {
    expect(complaintAbout(new Uint8Array([...whole, 0]))).toBe(
      `snapshot: expected the end after ${whole.length} bytes, found ${whole.length + 1} bytes`,
    );
  });

  test('of another version', () => {
    expect(complaintAbout(whole.with(0, 2))).toBe(
      'snapshot: expected version 3, the first byte says 2',
    );
  });

  test('with a mark where a number belongs', () => {
    // The last bytes of a fresh machine: its capacity (the mark of `max`) and the end of the rows.
    const bytes = boot(implementation, scope.topology).driver.snapshot();
    expect(bytes.slice(-2)).toEqual(Uint8Array.of(251, 0));
    expect(complaintAbout(bytes.with(-2, 255))).toBe(
      'snapshot: expected a number for capacity, found the mark 255',
    );
  });

  test.each([
    ['a greater machine', scopes.medium, scopes.small],
    ['a greater machine, in the smallest', scopes.small, scopes.tiny],
    ['a smaller machine', scopes.tiny, scopes.small],
    ['a smaller machine, in a great one', scopes.small, scopes.medium],
  ])('of %s', (_name, from, into) => {
    const bytes = busyBytes.get(from)!;
    expect(complaintAbout(bytes, into)).toMatch(NAMED_PLACE);
  });

  const LISTS_NOTHING = { devSva: false, vfio: [], workQueues: [], mdevs: [] };

  test('that name what this machine does not have', () => {
    const { processes, mms, devices, cgroups } = scope.topology;
    const smaller = {
      processes: { ...scope.topology, processes: processes - 1 },
      mms: { ...scope.topology, mms: mms - 1 },
      devices: { ...scope.topology, devices: devices.slice(0, -1), sandboxes: [LISTS_NOTHING] },
      cgroups: { ...scope.topology, cgroups: cgroups.slice(0, -1) },
    };
    const bytes = fullMachine(scope).driver.snapshot();
    for (const topology of Object.values(smaller)) {
      expect(complaintAbout(bytes, { ...scope, topology })).toMatch(NAMED_PLACE);
    }
  });
});

function messageOf(call: () => void): string {
  try {
    call();
    return 'nothing was refused';
  } catch (error) {
    return (error as Error).message;
  }
}
