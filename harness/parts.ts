import type { State } from '#model';

/** A part of a state: a field of it that a step can change. */
type Part = Exclude<keyof State, 'topology'>;

/** The parts of a state, each with a bit of its own, so that a set of them is a number. */
export const PARTS = {
  processes: 1 << 0,
  mms: 1 << 1,
  devices: 1 << 2,
  drivers: 1 << 3,
  pool: 1 << 4,
  groups: 1 << 5,
  svaDomains: 1 << 6,
  svaHandles: 1 << 7,
  files: 1 << 8,
  mdevs: 1 << 9,
  requests: 1 << 10,
  outstanding: 1 << 11,
  hardware: 1 << 12,
  ledger: 1 << 13,
} as const satisfies Readonly<Record<Part, number>>;

/** All parts of a state. */
export const EVERY_PART = Object.values(PARTS).reduce((all, part) => all | part, 0);

/** The parts that are not the very same objects in both states. */
export function partsReplaced(before: State, after: State): number {
  if (before === after) return 0;
  return (
    (before.processes === after.processes ? 0 : PARTS.processes) |
    (before.mms === after.mms ? 0 : PARTS.mms) |
    (before.devices === after.devices ? 0 : PARTS.devices) |
    (before.drivers === after.drivers ? 0 : PARTS.drivers) |
    (before.pool === after.pool ? 0 : PARTS.pool) |
    (before.groups === after.groups ? 0 : PARTS.groups) |
    (before.svaDomains === after.svaDomains ? 0 : PARTS.svaDomains) |
    (before.svaHandles === after.svaHandles ? 0 : PARTS.svaHandles) |
    (before.files === after.files ? 0 : PARTS.files) |
    (before.mdevs === after.mdevs ? 0 : PARTS.mdevs) |
    (before.requests === after.requests ? 0 : PARTS.requests) |
    (before.outstanding === after.outstanding ? 0 : PARTS.outstanding) |
    (before.hardware === after.hardware ? 0 : PARTS.hardware) |
    (before.ledger === after.ledger ? 0 : PARTS.ledger)
  );
}

/**
 * A state that notes which of its parts are asked for. What is reached through a part counts as the
 * part, so whoever is given this instead of the state cannot depend on, or write to, any other.
 */
export class PartsAsked implements State {
  asked = 0;
  #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Stands for another state from now on, of which nothing was asked. */
  standFor(state: State): this {
    this.#state = state;
    this.asked = 0;
    return this;
  }

  /** What never changes is no part. */
  get topology(): State['topology'] {
    return this.#state.topology;
  }

  get processes(): State['processes'] {
    this.asked |= PARTS.processes;
    return this.#state.processes;
  }

  get mms(): State['mms'] {
    this.asked |= PARTS.mms;
    return this.#state.mms;
  }

  get devices(): State['devices'] {
    this.asked |= PARTS.devices;
    return this.#state.devices;
  }

  get drivers(): State['drivers'] {
    this.asked |= PARTS.drivers;
    return this.#state.drivers;
  }

  get pool(): State['pool'] {
    this.asked |= PARTS.pool;
    return this.#state.pool;
  }

  get groups(): State['groups'] {
    this.asked |= PARTS.groups;
    return this.#state.groups;
  }

  get svaDomains(): State['svaDomains'] {
    this.asked |= PARTS.svaDomains;
    return this.#state.svaDomains;
  }

  get svaHandles(): State['svaHandles'] {
    this.asked |= PARTS.svaHandles;
    return this.#state.svaHandles;
  }

  get files(): State['files'] {
    this.asked |= PARTS.files;
    return this.#state.files;
  }

  get mdevs(): State['mdevs'] {
    this.asked |= PARTS.mdevs;
    return this.#state.mdevs;
  }

  get requests(): State['requests'] {
    this.asked |= PARTS.requests;
    return this.#state.requests;
  }

  get outstanding(): State['outstanding'] {
    this.asked |= PARTS.outstanding;
    return this.#state.outstanding;
  }

  get hardware(): State['hardware'] {
    this.asked |= PARTS.hardware;
    return this.#state.hardware;
  }

  get ledger(): State['ledger'] {
    this.asked |= PARTS.ledger;
    return this.#state.ledger;
  }
}
