import * as v from 'valibot';
import type { IoasidScope } from '#model';
import type { Place } from './json-line.js';
import { misplaced, name, record, shaped, whole, word } from './shape.js';

const ioasidScope = record({
  size: word(['small', 'medium', 'large']),
  sets: v.array(name, 'a list of names'),
  allocators: v.array(record({ ops: name, family: whole }), 'a list of allocators'),
  highestMax: whole,
});

/** The fixed things of a recording of the ioasid allocator, with the names the record uses. */
export interface IoasidNames {
  /** Index: set, minus 1. */
  readonly sets: readonly string[];
  /** Index: custom allocator. */
  readonly allocators: readonly string[];
  readonly scope: IoasidScope;
}

/** Reads `scope` of the header. */
export function ioasidNamesOf(scope: unknown, place: Place): IoasidNames {
  const read = shaped(v.object({ scope: ioasidScope }), { scope }, place).scope;
  const allocators = read.allocators.map(({ ops }) => ops);
  requireNew('sets', read.sets, place);
  requireNew('allocators', allocators, place);
  return {
    sets: read.sets,
    allocators,
    scope: {
      highest: read.highestMax,
      sets: read.sets.length,
      families: read.allocators.map(({ family }) => family),
      callers: 'any',
      greatest: 'refused',
      // The recordings are of ioasid.c alone, which no address space calls here; what callers store
      // is numbered as it comes.
      data: 0,
      mms: 0,
    },
  };
}

function requireNew(list: string, names: readonly string[], place: Place): void {
  const again = names.findIndex((each, index) => names.indexOf(each) !== index);
  if (again !== -1) throw misplaced(`scope.${list}.${again}`, 'a new name', names[again], place);
}

/** What callers store, by name: numbered from 1 as it comes, since the header does not list it. */
export class DataNames {
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#names.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  nameOf(number: number): string {
    return this.#names[number - 1]!;
  }
}
