/** A compiled module; what is in it only its instances show. */
export interface Module {
  readonly compiled: never;
}

/** A number that a module keeps and shows. */
export interface GlobalNumber {
  value: number;
}

/** The memory of an instance; its buffer is another one after it grew. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What a module imports, by name. */
export type Platform = Readonly<Record<string, (...args: number[]) => number | void>>;

/** The part of the WebAssembly of Node that is used here; no type library of this project has it. */
interface WebAssemblyOfNode {
  readonly Module: new (bytes: Uint8Array) => Module;
  readonly Instance: new (
    module: Module,
    imports: Readonly<Record<string, Platform>>,
  ) => { readonly exports: unknown };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyOfNode };

export function compile(bytes: Uint8Array): Module {
  return new WebAssembly.Module(bytes);
}

/** A fresh instance, whose calls to `platform` go to these functions. */
export function instantiate<Exports>(module: Module, platform: Platform): Exports {
  return new WebAssembly.Instance(module, { platform }).exports as Exports;
}
