/** The door: what a build of kernel code does, and from what, that can be asked without any kernel. */
export { cutOut } from './cut.js';
export { applyEdit, type SourceEdit } from './edit.js';
export { edits } from './edits.js';
export { modules } from './modules.js';
