/** The door: what a build of kernel code does that can be asked without any kernel. */
export { cutOut } from './cut.js';
export { applyEdit, type SourceEdit } from './edit.js';
export { edits } from './edits.js';
