import type { Naming } from '#declaration';
import type { NumberTable, Renumbering } from './renumbering.js';
import type { Words } from './words.js';

/** How one part of a state is packed, as code. `words`, `at` and the value `v` are in its scope. */
export interface Part {
  /** Statements that write the value that the expression gives; its place holds zeros. */
  write(value: string): string;
  /** An expression that gives the value. */
  readonly read: string;
}

/** A pair of functions that a program was made into. */
export interface Compiled {
  readonly write: (value: unknown, words: Words, at: number) => void;
  readonly read: (words: Words, at: number) => unknown;
}

/** For each part of something an expression that gives it. */
type Code<T> = { readonly [Key in keyof T]: string };

/**
 * The code of a codec. It is text, because straight code with constant places is many times faster
 * than a tree of closures (`benchmarks/README.md`); it is made once for a scope, from the declared
 * shape alone.
 */
export class Program {
  private readonly renumbering: Renumbering | undefined;
  private readonly isChecked: boolean;
  private readonly functions: string[] = [];
  private readonly constants: unknown[] = [];
  private readonly places: { readonly path: string; readonly expected: string }[] = [];

  /**
   * With a renumbering, the code writes a state in which like things have other numbers. Such a state
   * was written by a codec before, which checked it; where none did, the code checks what it writes.
   */
  constructor(renumbering?: Renumbering, isChecked = renumbering === undefined) {
    this.renumbering = renumbering;
    this.isChecked = isChecked;
  }

  /** Expressions for what numbers become, if they are names of things that are renumbered. */
  renumbered(lo: number, hi: number, names: Naming): Code<NumberTable> | undefined {
    const table = this.renumbering?.table(lo, hi, names);
    if (table === undefined) return undefined;
    return { to: this.constant(table.to), from: this.constant(table.from) };
  }

  /** An expression for a value that no code can spell, or that must stay the same object. */
  constant(value: unknown): string {
    this.constants.push(value);
    return `constants[${this.constants.length - 1}]`;
  }

  /**
   * A statement that fails where a condition says that a state left its shape, with what was declared
   * there.
   */
  check(condition: string, path: string, expected: string, seen: string): string {
    if (!this.isChecked) return '';
    this.places.push({ path, expected });
    return `if (${condition}) fail(${this.places.length - 1}, ${seen});`;
  }

  /** A statement that counts the keys of an object for such a check. */
  counted(name: string, object: string): string {
    if (!this.isChecked) return '';
    return `let ${name} = 0; for (const _ in ${object}) ${name}++;`;
  }

  /**
   * A part with two functions of its own, so that no function grows past what the engine optimizes.
   * The body of `write` sees the value as `v`; that of `read` returns it.
   */
  part(write: string, read: string): Part {
    const name = this.functions.length;
    this.functions.push(
      `function write${name}(v, words, at) { let n = 0; ${write} }`,
      `function read${name}(words, at) { ${read} }`,
    );
    return {
      write: (value) => `write${name}(${value}, words, at);`,
      read: `read${name}(words, at)`,
    };
  }

  /** Makes the program into functions, around its outermost part. */
  compile(part: Part): Compiled {
    const source = `'use strict'; ${this.functions.join('\n')}
      return {
        write(v, words, at) { let n = 0; ${part.write('v')} },
        read: (words, at) => ${part.read},
      };`;
    const { places } = this;
    const fail = (place: number, seen: unknown): never => {
      const { path, expected } = places[place]!;
      throw outOfShape(path, expected, seen);
    };
    // oxlint-disable-next-line typescript/no-implied-eval -- made of declared shapes, never of input
    return new Function('constants', 'fail', source)(this.constants, fail) as Compiled;
  }
}

function outOfShape(path: string, expected: string, seen: unknown): Error {
  const isPlain = typeof seen === 'number' || seen === undefined;
  const text = isPlain ? String(seen) : JSON.stringify(seen);
  const where = path === '' ? 'the state' : path;
  return new Error(
    `checker: expected ${expected} at ${where}, saw ${text}; widen the declared shape, or find the step that leads out of it`,
  );
}
