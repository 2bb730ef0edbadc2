import type { HandleId } from '#contract';
import {
  type ActionKind,
  type Domain,
  domainValues,
  pasidRows,
  type Scope,
  type State,
} from '#model';
import { AT_BOUNDARY } from './generation/boundaries.js';
import { PartsAsked, partsReplaced } from './parts.js';

/** The values of two parameters that are drawn together. */
export type Couple = readonly [first: number, second: number];

/** As many of the last ids that are worth drawing: one in use, a free one, and two that are none. */
const STRANGERS = 4;

/** What was found, and the parts of the state that it depends on. */
interface Kept {
  readonly values: unknown;
  readonly asked: number;
}

/**
 * The values of each domain that are worth drawing in one state. What is not in being is all alike,
 * so one of it stands for the rest: without that, arguments in a scope of a million ids would name
 * nothing.
 */
export class Candidates {
  /** The state, which notes what of it is asked for. */
  readonly state: PartsAsked;
  readonly scope: Scope;
  readonly #kept = new Map<string, Kept>();
  #at: State;

  constructor(scope: Scope, state: State) {
    this.scope = scope;
    this.#at = state;
    this.state = new PartsAsked(state);
  }

  /** Goes on to the state after a step, which shares with this one what the step left alone. */
  moveTo(state: State): this {
    if (state === this.#at) return this;
    const replaced = partsReplaced(this.#at, state);
    for (const [name, { asked }] of this.#kept) {
      if ((asked & replaced) !== 0) this.#kept.delete(name);
    }
    this.#at = state;
    this.state.standFor(state);
    return this;
  }

  of(domain: Domain): readonly number[] {
    return this.#keep(domain, () => this.#found(domain));
  }

  /** What two parameters of these names are worth together; undefined: whatever each is worth. */
  couples(first: string | undefined, second: string | undefined): readonly Couple[] | undefined {
    if (first === 'process' && second === 'file') {
      return this.#keep('files held', () =>
        filesHeld(this.state, [...this.state.processes.keys()]),
      );
    }
    if (second === 'max') return this.#keep('cgroups', () => cgroupsToLimit(this.state));
    if (second !== 'pasid') return undefined;
    if (first === 'device') return this.#keep('ids of devices', () => this.#idsOf('device'));
    return first === 'group' ? this.#keep('ids of groups', () => this.#idsOf('group')) : undefined;
  }

  /** The ids that files of /dev/sva hold, and one that may be anybody's. */
  get idsOfFiles(): readonly number[] {
    return this.#keep('ids of files', () => {
      const held = new Set<number>();
      const { files } = this.state;
      for (const key in files) {
        const file = files[key]!;
        if (file.kind === 'dev-sva') for (const id of file.pasids) held.add(id);
      }
      return [...held, AT_BOUNDARY];
    });
  }

  /** Ids that may mean nothing where they are named. */
  get strangers(): readonly number[] {
    return this.of('pasid').slice(-STRANGERS);
  }

  /** Whether it is known that callers can make no call of this kind. */
  isIdle(kind: ActionKind): boolean {
    return this.#kept.has(kind);
  }

  /** Notes that they can make none: so it is until something is replaced that was asked for. */
  noteIdle(kind: ActionKind): void {
    this.#kept.set(kind, { values: undefined, asked: this.state.asked });
  }

  #keep<Values>(name: string, find: () => Values): Values {
    const known = this.#kept.get(name);
    if (known !== undefined) {
      this.state.asked |= known.asked;
      return known.values as Values;
    }
    const askedBefore = this.state.asked;
    this.state.asked = 0;
    const values = find();
    this.#kept.set(name, { values, asked: this.state.asked });
    this.state.asked |= askedBefore;
    return values;
  }

  /** Each device or group with the ids that mean something there, and one that may mean nothing. */
  #idsOf(first: 'device' | 'group'): readonly Couple[] {
    const { topology, drivers, groups, hardware } = this.state;
    return this.of(first).flatMap((number) => {
      const group = first === 'group' ? number : topology.devices[number]!.group;
      const ids = new Set(group === null ? [] : Object.keys(groups[group]!.slots).map(Number));
      if (first === 'device') {
        for (const held of drivers[number]!.pasids) ids.add(held);
        for (const told in hardware[number]) ids.add(Number(told));
      }
      const known = [...ids].map((id): Couple => [number, id]);
      // Twice: most calls are about what is there.
      return [...known, ...known, [number, AT_BOUNDARY]];
    });
  }

  #found(domain: Domain): readonly number[] {
    if (domain === 'process') return inBeing(this.state.processes);
    if (domain === 'mm') return inBeing(this.state.mms);
    if (domain === 'pasid') return idsInUse(this.scope, this.state);
    if (domain === 'file') return Object.keys(this.state.files).map(Number);
    if (domain === 'sva-handle') return Object.keys(this.state.svaHandles).map(Number);
    if (domain === 'attach-handle') return handlesToBring(this.scope, this.state);
    return domainValues(this.scope, domain);
  }
}

/** The numbers of the entities that exist, and the lowest number that is not in use. */
function inBeing(entities: readonly { readonly phase: string }[]): readonly number[] {
  const numbers: number[] = [];
  let unused: number | undefined;
  for (let number = 0; number < entities.length; number += 1) {
    if (entities[number]!.phase !== 'absent') numbers.push(number);
    else unused ??= number;
  }
  if (unused !== undefined) numbers.push(unused);
  return numbers;
}

/**
 * The allocated and the attached ids, the lowest free one, 0, and one that no device can express.
 * Those in the records of drivers and of /dev/sva files stand there twice more: most calls with an
 * id are theirs to make.
 */
function idsInUse(scope: Scope, { pool, groups, drivers, files }: State): readonly number[] {
  const known = new Set(Object.keys(pool.chargedTo).map(Number));
  for (const { slots } of groups) for (const key in slots) known.add(Number(key));
  let free = 1;
  while (known.has(free)) free += 1;
  const held: number[] = drivers.flatMap(({ pasids }) => pasids);
  for (const key in files) {
    const file = files[key]!;
    if (file.kind === 'dev-sva') held.push(...file.pasids);
  }
  return [...known, ...held, ...held, free, 0, domainValues(scope, 'pasid').at(-1)!];
}

/** No handle, a handle that is in a slot (a lawful caller brings none), and the first that is not. */
function handlesToBring(scope: Scope, { groups }: State): readonly number[] {
  const taken = new Set(
    groups.flatMap(({ slots }) => Object.values(slots)).map((slot) => slot.handle),
  );
  const all: readonly number[] = domainValues(scope, 'attach-handle').slice(1);
  const isTaken = (handle: number): boolean => taken.has(handle as HandleId);
  return [
    0,
    ...all.filter(isTaken).slice(0, 1),
    ...all.filter((handle) => !isTaken(handle)).slice(0, 1),
  ];
}

/** Each cgroup with a limit that its usage decides; those that use anything are worth more. */
export function cgroupsToLimit(state: State): readonly Couple[] {
  return pasidRows(state).flatMap(({ current }, cgroup) => {
    const couple: Couple = [cgroup, AT_BOUNDARY];
    return current > 0 ? [couple, couple, couple] : [couple];
  });
}

/** Each of these processes with each file that it holds; where one of these holds ids, there is more to do. */
export function filesHeld(
  { processes, files }: State,
  numbers: readonly number[],
): readonly Couple[] {
  return numbers.flatMap((number) => {
    const process = processes[number]!;
    if (process.phase === 'absent') return [];
    const couples = process.files.map((file): Couple => [number, file]);
    const isHolder = process.files.some((id) => {
      const file = files[id];
      return file?.kind === 'dev-sva' && file.pasids.length > 0;
    });
    return isHolder ? [...couples, ...couples, ...couples] : couples;
  });
}
