import { NO_PASID } from '#contract';
import {
  type Action,
  type ActionKind,
  actionByKind,
  type Domain,
  domainValues,
  type State,
} from '#model';
import { Candidates, type Couple, cgroupsToLimit, filesHeld } from './candidates.js';
import type { Observed } from './drive.js';
import { AT_BOUNDARY } from './generation/boundaries.js';

/** So many of each kind of thing are remembered: few, or runs would not stay with anything. */
const REMEMBERED = 12;
/** From one process to the next that is looked at in passing: a prime, so that all have their turn. */
const STRIDE = 7919;
/** Numbers that are tried for one that nothing has. */
const TRIED = 16;

/**
 * What is worth drawing where thousands are alive: what the last calls named or were given, whether it
 * still is or not, and at each step one process with what is its own, in passing. So it costs the same
 * however much there is, and an old thing comes up again.
 */
export class Focus extends Candidates {
  readonly #remembered = new Map<Domain, number[]>();
  #steps = 0;

  /** Notes a call and its answer, and goes on to the state after it. */
  note(action: Action, outcome: Observed, after: State): void {
    this.state.standFor(after);
    const params: Readonly<Record<string, Domain>> = actionByKind[action.kind].params;
    const args = action as unknown as Readonly<Record<string, number>>;
    for (const name in params) this.#remember(params[name]!, args[name]!);
    if ('pasid' in outcome) this.#remember('pasid', outcome.pasid);
    if ('file' in outcome) this.#remember('file', outcome.file);
    if ('handle' in outcome) this.#remember('sva-handle', outcome.handle);
    this.#steps += 1;
    this.#lookInPassing();
  }

  override of(domain: Domain): readonly number[] {
    const { processes, mms, files, svaHandles, topology, pool } = this.state;
    const known = this.#remembered.get(domain) ?? [];
    switch (domain) {
      case 'process':
        return [...known.filter((at) => isThere(processes[at])), ...this.#unused(processes)];
      case 'mm':
        return [...known.filter((at) => isThere(mms[at])), ...this.#unused(mms)];
      case 'file':
        return known.filter((at) => files[at] !== undefined);
      case 'sva-handle':
        return known.filter((at) => svaHandles[at] !== undefined);
      case 'pasid':
        return [
          ...known,
          pool.allocatedCount + 1,
          NO_PASID,
          domainValues(this.scope, domain).at(-1)!,
        ];
      case 'attach-handle':
        return [0, 1 + (this.#steps % topology.attachHandles)];
      default:
        return domainValues(this.scope, domain);
    }
  }

  override couples(
    first: string | undefined,
    second: string | undefined,
  ): readonly Couple[] | undefined {
    if (first === 'process' && second === 'file') {
      return filesHeld(this.state, this.of('process'));
    }
    if (second === 'max') return cgroupsToLimit(this.state);
    if (second !== 'pasid' || (first !== 'device' && first !== 'group')) return undefined;
    const { topology } = this.state;
    const ids = this.#remembered.get('pasid') ?? [];
    return this.of(first).flatMap((number) => {
      const group = first === 'group' ? number : topology.devices[number]!.group;
      const known = ids
        .filter((id) => this.#means(id, group, first === 'device' ? number : undefined))
        .map((id): Couple => [number, id]);
      return [...known, ...known, [number, AT_BOUNDARY]];
    });
  }

  override get idsOfFiles(): readonly number[] {
    const { files } = this.state;
    const isHeld = (id: number): boolean =>
      this.of('file').some((at) => {
        const file = files[at];
        return file?.kind === 'dev-sva' && file.pasids.some((held) => held === id);
      });
    return [...(this.#remembered.get('pasid') ?? []).filter(isHeld), AT_BOUNDARY];
  }

  /** Nothing is: what cannot be called with what is remembered now can be with something else. */
  override isIdle(_kind: ActionKind): boolean {
    return false;
  }

  override noteIdle(_kind: ActionKind): void {}

  /** Whether an id means something to a device, or in a group. */
  #means(id: number, group: number | null, device: number | undefined): boolean {
    const { groups, drivers, hardware } = this.state;
    if (group !== null && groups[group]!.slots[id] !== undefined) return true;
    if (device === undefined) return false;
    if (hardware[device]![id] !== undefined) return true;
    return drivers[device]!.pasids.some((held) => held === id);
  }

  /** A number that nothing has, if one is met soon. */
  #unused(things: readonly { readonly phase: string }[]): readonly number[] {
    for (let tried = 0; tried < TRIED; tried += 1) {
      const at = (this.#steps + tried * STRIDE) % things.length;
      if (!isThere(things[at])) return [at];
    }
    return [];
  }

  #lookInPassing(): void {
    const { processes, mms, files } = this.state;
    const at = (this.#steps * STRIDE) % processes.length;
    const process = processes[at]!;
    if (process.phase === 'absent') return;
    this.#remember('process', at);
    const file = process.files.at(-1);
    if (file !== undefined) this.#rememberFile(file, files[file]);
    if (process.phase === 'exited') return;
    this.#remember('mm', process.mm);
    const space = mms[process.mm];
    if (space?.phase === 'live' && space.pasid !== NO_PASID) this.#remember('pasid', space.pasid);
  }

  #rememberFile(at: number, file: State['files'][number] | undefined): void {
    this.#remember('file', at);
    const id = file !== undefined && 'pasids' in file ? file.pasids.at(-1) : undefined;
    if (id !== undefined) this.#remember('pasid', id);
  }

  /** As the latest; what was remembered before so many others is forgotten. */
  #remember(domain: Domain, number: number): void {
    const known = this.#remembered.get(domain) ?? [];
    const others = known.filter((other) => other !== number);
    this.#remembered.set(domain, [...others, number].slice(-REMEMBERED));
  }
}

function isThere(thing: { readonly phase: string } | undefined): boolean {
  return thing !== undefined && thing.phase !== 'absent';
}
