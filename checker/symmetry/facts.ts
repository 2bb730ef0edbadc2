import type { Fields, Naming, ShapeNode } from '#declaration';
import type { Renumbering } from '../codec/renumbering.js';
import { mixed } from './mixing.js';

/**
 * What a state says of like things, without their numbers. A fact is a number that says what is said,
 * and the things of which it is, in order; two states that differ in numbers alone have the same
 * facts, of things that changed places.
 */
export class Facts {
  /** Index: thing. The sum of what is said of it alone. */
  readonly alone: Int32Array;
  /** Index: thing. Whether anything is said of it together with another. */
  readonly isRelated: Uint8Array;
  /** Facts about several things, one after the other: what is said, how many things, the things. */
  together: Int32Array;
  /** Where the last fact in `together` ends. */
  end = 0;
  /** The things around the place that is looked at. */
  readonly around = new Int32Array(AROUND_MAX);

  constructor(things: number) {
    this.alone = new Int32Array(things);
    this.isRelated = new Uint8Array(things);
    this.together = new Int32Array(256);
  }

  /** Forgets all facts. */
  clear(): void {
    const { alone, isRelated } = this;
    for (let thing = 0; thing < alone.length; thing++) {
      alone[thing] = 0;
      isRelated[thing] = 0;
    }
    this.end = 0;
  }

  /** Notes a fact about the first so many things around; about none there is nothing to note. */
  note(said: number, count: number): void {
    const { around } = this;
    if (count === 0) return;
    if (count === 1) {
      this.alone[around[0]!] = (this.alone[around[0]!]! + mixed(said)) | 0;
      return;
    }
    if (this.end + count + 2 > this.together.length) this.grow();
    const { together } = this;
    together[this.end++] = said;
    together[this.end++] = count;
    for (let index = 0; index < count; index++) {
      const thing = around[index]!;
      this.isRelated[thing] = 1;
      together[this.end++] = thing;
    }
  }

  /** A number that all facts about several things decide, whatever their order, if things go `to`. */
  sum(to: Int32Array): number {
    const { together, end } = this;
    let sum = 0;
    for (let at = 0; at < end; ) {
      let fact = together[at++]!;
      const last = at + 1 + together[at]!;
      for (at += 1; at < last; at++) fact = mixed(fact + to[together[at]!]!);
      sum = (sum + fact) | 0;
    }
    return sum;
  }

  private grow(): void {
    const longer = new Int32Array(this.together.length * 2);
    longer.set(this.together);
    this.together = longer;
  }
}

/** A place lies in at most so many collections whose keys are names, and is a name itself. */
const AROUND_MAX = 8;

/** Notes what a state says. */
export type FactReader = (state: unknown, facts: Facts) => void;

/**
 * Code that reads the facts out of states of a shape. It is text for the same reason as that of a
 * codec, and says less than everything: a plain number that is the lowest is not worth a fact, as
 * things of which nothing is said have it. So facts may be the same where states are not.
 */
export function factReader(node: ShapeNode, renumbering: Renumbering): FactReader {
  const code = new FactCode(renumbering);
  const read = code.readerOf(node, 0);
  return code.compile(read);
}

class FactCode {
  private readonly renumbering: Renumbering;
  private readonly functions: string[] = [];
  private readonly constants: unknown[] = [];
  private places = 0;

  constructor(renumbering: Renumbering) {
    this.renumbering = renumbering;
  }

  compile(name: string | undefined): FactReader {
    const source = `'use strict';
      const mixed = ${mixed.toString()};
      ${this.functions.join('\n')}
      return (v, facts) => { ${name === undefined ? '' : `${name}(v, facts, 0, 0);`} };`;
    // oxlint-disable-next-line typescript/no-implied-eval -- made of declared shapes, never of input
    return new Function('constants', source)(this.constants) as FactReader;
  }

  /**
   * The name of a function that reads a part of a state, or nothing where none of its facts is of a
   * thing. It is given the part `v`, what the plain indices around it say, `said`, and the number of
   * things around it, `n`, which may be more than none only `within` a collection of things.
   */
  readerOf(node: ShapeNode, within: number): string | undefined {
    if (within === 0 && !this.speaks(node)) return undefined;
    if (within >= AROUND_MAX) {
      throw new Error(
        `checker: expected at most ${AROUND_MAX} collections of like things in each other, saw more; declare the inner ones without names`,
      );
    }
    const body = this.bodyOf(node, within);
    if (body === '') return undefined;
    const name = `read${this.functions.length}`;
    this.functions.push(`function ${name}(v, facts, said, n) { ${body} }`);
    return name;
  }

  private bodyOf(node: ShapeNode, within: number): string {
    const place = mixed(++this.places);
    switch (node.kind) {
      case 'integer': {
        const { lo, hi, names } = node;
        const plain = `if (v !== ${lo}) facts.note(mixed(said ^ ${place}) + v | 0, n);`;
        const things = this.thingsOf(lo, hi, names);
        if (things === undefined) return plain;
        return `const thing = ${things}[v - ${lo}];
          if (thing < 0) { ${plain} } else { facts.around[n] = thing; facts.note(said ^ ${place}, n + 1); }`;
      }
      case 'choice': {
        const values = this.constant(node.values);
        return `facts.note(mixed(said ^ ${place}) + ${values}.indexOf(v) | 0, n);`;
      }
      case 'constant':
      case 'observer':
        return '';
      case 'record':
        return this.fieldsOf(node.fields, within);
      case 'array': {
        const things = this.thingsOf(0, node.items.length - 1, node.names);
        const isTuple = node.items.some((item) => item !== node.items[0]);
        return isTuple
          ? this.tupleOf(node.items, within)
          : this.itemsOf(node.items[0], things, place, within);
      }
      case 'sequence':
        return this.itemsOf(node.item, undefined, place, within);
      case 'set': {
        const things = this.thingsOf(node.lo, node.hi, node.names);
        const each = this.keyed(things, 'number', node.lo, place);
        return `for (const number of v) { ${each} facts.note(key, count); }`;
      }
      case 'map': {
        const things = this.thingsOf(node.lo, node.hi, node.names);
        const inside = this.readerOf(node.item, within + (things === undefined ? 0 : 1));
        const each = this.keyed(things, 'number', node.lo, place);
        const item = inside === undefined ? '' : `${inside}(v[name], facts, key, count);`;
        return `for (const name in v) { const number = +name; ${each} facts.note(key, count); ${item} }`;
      }
      case 'union': {
        const { tag, cases } = node;
        const names = this.constant(Object.keys(cases));
        const codes = Object.entries(cases).map(
          ([name, fields]) =>
            `case ${JSON.stringify(name)}: { ${this.fieldsOf(fields, within)} break; }`,
        );
        const key = JSON.stringify(tag);
        return `facts.note(mixed(said ^ ${place}) + ${names}.indexOf(v[${key}]) | 0, n);
          switch (v[${key}]) { ${codes.join(' ')} }`;
      }
    }
  }

  /** Items that are alike, be it that their indices are names or not. */
  private itemsOf(
    item: ShapeNode | undefined,
    things: string | undefined,
    place: number,
    within: number,
  ): string {
    if (item === undefined) return '';
    const inside = this.readerOf(item, within + (things === undefined ? 0 : 1));
    if (inside === undefined) return '';
    const each = this.keyed(things, 'index', 0, place);
    return `for (let index = 0; index < v.length; index++) {
      ${each} ${inside}(v[index], facts, key, count); }`;
  }

  /** Items that differ in shape: their indices are no names. */
  private tupleOf(items: readonly ShapeNode[], within: number): string {
    return items
      .map((item, index) => {
        const reader = this.readerOf(item, within);
        return reader === undefined ? '' : `${reader}(v[${index}], facts, said, n);`;
      })
      .join('\n');
  }

  /** Statements that put a thing around the place, or its plain number into what is said. */
  private keyed(things: string | undefined, number: string, lo: number, place: number): string {
    const plain = `mixed(said ^ ${place}) + ${number} | 0`;
    if (things === undefined) return `const key = ${plain}, count = n;`;
    return `const thing = ${things}[${number} - ${lo}];
      let key = said ^ ${place}, count = n;
      if (thing < 0) key = ${plain}; else { facts.around[n] = thing; count = n + 1; }`;
  }

  private fieldsOf(fields: Fields, within: number): string {
    return Object.entries(fields)
      .map(([name, field]) => {
        const reader = this.readerOf(field, within);
        return reader === undefined ? '' : `${reader}(v[${JSON.stringify(name)}], facts, said, n);`;
      })
      .join('\n');
  }

  private thingsOf(lo: number, hi: number, names: Naming): string | undefined {
    const table = this.renumbering.table(lo, hi, names);
    return table === undefined ? undefined : this.constant(table.things);
  }

  private constant(value: unknown): string {
    this.constants.push(value);
    return `constants[${this.constants.length - 1}]`;
  }

  /** Whether any number in a part names a thing. */
  private speaks(node: ShapeNode): boolean {
    switch (node.kind) {
      case 'integer':
      case 'set':
        return this.renumbering.table(node.lo, node.hi, node.names) !== undefined;
      case 'map': {
        const { lo, hi, names, item } = node;
        return this.renumbering.table(lo, hi, names) !== undefined || this.speaks(item);
      }
      case 'array': {
        const last = node.items.length - 1;
        const isNamed = this.renumbering.table(0, last, node.names) !== undefined;
        return isNamed || node.items.some((item) => this.speaks(item));
      }
      case 'sequence':
        return this.speaks(node.item);
      case 'record':
        return Object.values(node.fields).some((field) => this.speaks(field));
      case 'union':
        return Object.values(node.cases).some((fields) =>
          Object.values(fields).some((field) => this.speaks(field)),
        );
      case 'choice':
      case 'constant':
      case 'observer':
        return false;
    }
  }
}
