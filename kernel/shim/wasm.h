/* How a module is entered and left. */
#ifndef SHIM_WASM_H
#define SHIM_WASM_H

#define EXPORT(name) __attribute__((export_name(#name)))
#define PLATFORM(name) __attribute__((import_module("platform"), import_name(#name)))

#endif
