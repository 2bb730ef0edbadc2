import type { Symmetry } from '#checker';
import { InputError } from '#harness';

/** What symmetry made of a search. */
export interface Classes {
  /** How many states the classes that were reached have, the unreached among them. */
  readonly statesMax: number;
  /** The sizes of the blocks of like things, by sort. */
  readonly alike: Readonly<Record<string, readonly number[]>>;
  /** Sorts whose things keep their numbers although nothing else tells them apart, with the reason. */
  readonly fixed: Readonly<Record<string, string>>;
}

/** A search that may count classes of states. */
interface Classing {
  readonly symmetry: Pick<Symmetry<never>, 'sorts'> | undefined;
  readonly states: number;
}

/**
 * The classes that a search counts; nothing where it counts states. Where nothing is alike, symmetry
 * is refused: a search would only take longer.
 */
export function classesOf(
  name: string,
  option: string,
  system: Classing,
): { readonly classes?: () => Classes } {
  const { symmetry } = system;
  if (symmetry === undefined) return {};
  const { sorts } = symmetry;
  const alike = Object.fromEntries(
    sorts
      .filter(({ blocks }) => blocks.length > 0)
      .map(({ name: sort, blocks }) => [sort, blocks.map(({ length }) => length)]),
  );
  const fixed = Object.fromEntries(
    sorts.flatMap(({ name: sort, fixed: why }) => (why === undefined ? [] : [[sort, why]])),
  );
  if (Object.keys(alike).length === 0) {
    const reasons = Object.entries(fixed).map(([sort, why]) => `; ${sort} not: ${why}`);
    throw new InputError({
      file: 'explore --symmetry',
      expected: `things in ${name} that are alike`,
      seen: `none${reasons.join('')}`,
      next: `npx pasid-verify explore ${option}`,
    });
  }
  return { classes: () => ({ statesMax: system.states, alike, fixed }) };
}

/** What is alike, and what keeps its numbers although it looks alike. */
export function alikeText({ alike, fixed }: Classes): string {
  const sorts = Object.entries(alike).map(([sort, sizes]) => `${sort} ${sizes.join(' and ')}`);
  const others = Object.entries(fixed).map(([sort, why]) => `; ${sort} not: ${why}`);
  return `alike: ${sorts.join(', ')}${others.join('')}`;
}
