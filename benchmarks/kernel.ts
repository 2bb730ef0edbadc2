/**
 * What does a call of real kernel code cost, and what do a snapshot, going back to one, and a look at
 * everything? Each module alone, above a platform that never refuses, beside the implementation where
 * that has the same port. Processor time, the least of several rounds, and ratios within one run.
 */
import {
  cgroupId,
  deviceId,
  domainId,
  handleId,
  mmId,
  NO_HANDLE,
  type PasidDriver,
  pasid,
  processId,
  ROOT_CGROUP,
  resourceId,
} from '#contract';
import {
  BUILD_COMMAND,
  implementation,
  isNotBuilt,
  kernelLedger,
  recordedTargets,
  targets,
} from '#harness';
import { scopes } from '#model';
import { willing } from './willing-platform.js';

const ROUNDS = 7;
const CALLS = 20_000;
const { topology } = scopes.pair;

/** What is measured, and how many calls each does. */
type Works = Readonly<Record<string, readonly [calls: number, work: () => void]>>;

const IOMMU = 'linux-6.12-iommu';
const LEDGERS = ['linux-6.12-misc-cgroup', 'linux-6.1-misc-cgroup'] as const;
const IOASID = 'linux-6.1-ioasid';

const missing = [IOMMU, ...LEDGERS, IOASID].filter(isNotBuilt);
if (missing.length > 0) {
  console.log(`skipped: ${missing.join(', ')} not built on this machine. Next: ${BUILD_COMMAND}`);
} else {
  compare('the port, in scope pair', {
    [IOMMU]: worksOf(targets.get(IOMMU)!.create(topology, willing)),
    implementation: worksOf(implementation.create(topology, willing)),
  });
  const [newer, older] = LEDGERS.map((name) => [name, ledgerWorks(name)] as const);
  compare('the misc controller', Object.fromEntries([newer!, older!]));
  compare('the ioasid allocator', { [IOASID]: ioasidWorks() });
}

/** One line for each thing done: nanoseconds, and how many times the first subject's that is. */
function compare(what: string, subjects: Readonly<Record<string, Works>>): void {
  console.log(`\n${what}`.padEnd(34), ...Object.keys(subjects).map((name) => name.padEnd(26)));
  const [first] = Object.values(subjects);
  for (const name of Object.keys(first!)) {
    const times = Object.values(subjects).map((works) => nanoseconds(...works[name]!));
    const cells = times.map((time) =>
      `${Math.round(time)} ns, ${rate(time)}/s, x${(time / times[0]!).toFixed(2)}`.padEnd(26),
    );
    console.log(`  ${name}`.padEnd(33), ...cells);
  }
}

function rate(time: number): string {
  return `${(1000 / time).toFixed(2)} M`;
}

/** What drivers and processes call, and what a search asks for besides. */
function worksOf(driver: PasidDriver): Works {
  const [process, mm, device, id] = [processId(0), mmId(0), deviceId(0), pasid(1)];
  const domain = domainId(1);
  const fresh = driver.snapshot();
  driver.processSpawn(process, mm, ROOT_CGROUP);
  const spawned = driver.snapshot();
  const bond = handleId(driver.svaBind(device, mm));
  const bound = driver.snapshot();
  const at = (snapshot: Uint8Array, work: () => void): readonly [number, () => void] => {
    return [1, () => (driver.restore(snapshot), work())];
  };
  return {
    'spawn, exit': startingAt(fresh, 2, () => {
      driver.processSpawn(process, mm, ROOT_CGROUP);
      driver.processExit(process);
    }),
    'bind, unbind: a new bond': startingAt(spawned, 2, () => {
      driver.svaUnbind(handleId(driver.svaBind(device, mm)));
    }),
    'bind, unbind: one more user': startingAt(bound, 2, () => {
      driver.svaUnbind(handleId(driver.svaBind(device, mm)));
    }),
    'allocate, free an id': startingAt(fresh, 2, () => {
      driver.pasidFreeGlobal(device, pasid(driver.pasidAllocGlobal(device)));
    }),
    'attach, detach': startingAt(fresh, 2, () => {
      driver.pasidAttach(device, id, domain, NO_HANDLE);
      driver.pasidDetach(device, id, domain);
    }),
    'look at everything': startingAt(bound, 1, () => void driver.view()),
    'go back': at(bound, () => undefined),
    'go back, snapshot of the same': at(bound, () => void driver.snapshot()),
    'go back, unbind, snapshot': at(bound, () => {
      driver.svaUnbind(bond);
      driver.snapshot();
    }),
  };

  function startingAt(snapshot: Uint8Array, calls: number, work: () => void): Works[string] {
    let isThere = false;
    return [
      calls,
      () => {
        if (!isThere) driver.restore(snapshot);
        isThere = true;
        work();
      },
    ];
  }
}

/** Charges four cgroups deep, and the files. */
function ledgerWorks(name: (typeof LEDGERS)[number]): Works {
  const parents = [null, 0, 1, 2].map((parent) => (parent === null ? null : cgroupId(parent)));
  const ledger = kernelLedger(name, {
    resources: ['sev', 'sev_es'],
    cgroups: parents.map((parent) => ({ parent })),
  });
  const [resource, cgroup] = [resourceId(0), cgroupId(3)];
  ledger.setCapacity(resource, 1000);
  return {
    'charge, uncharge': [
      2,
      () => {
        ledger.tryCharge(resource, cgroup, 1);
        ledger.uncharge(resource, cgroup, 1);
      },
    ],
    'write misc.max': [1, () => void ledger.files!.write(cgroup, 'sev 5')],
    'read misc.current': [1, () => void ledger.files!.read(cgroup, 'misc.current')],
  };
}

function ioasidWorks(): Works {
  const allocator = recordedTargets.get(IOASID)!.side.ioasid!({
    sets: ['s0'],
    allocators: [],
    scope: {
      highest: 1000,
      sets: 1,
      families: [],
      callers: 'any',
      greatest: 'refused',
      data: 0,
      mms: 0,
    },
  });
  const input = { faults: [] };
  // Calls are made as recordings have them; what these answered is not looked at.
  const [n, ret] = [0, 0];
  const range = {
    n,
    call: 'ioasid_alloc',
    set: 's0',
    min: 1,
    max: 1000,
    data: null,
    id: 0,
  } as const;
  const allocate = (): number => allocator.call(range, input).id!;
  const found = { n, call: 'ioasid_find', set: 's0', id: allocate(), getter: null, ret } as const;
  return {
    'allocate, free': [
      2,
      () => void allocator.call({ n, call: 'ioasid_free', id: allocate() }, input),
    ],
    find: [1, () => void allocator.call(found, input)],
    'look at everything': [1, () => void allocator.state()],
  };
}

/** Nanoseconds of processor time that one call takes: noise only ever adds. */
function nanoseconds(calls: number, work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let call = 0; call < CALLS; call += 1) work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / CALLS / calls);
  }
  return least * 1000;
}
