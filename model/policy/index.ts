/** The decisions of the argument: in words, one at a time, and a scope under others. */
export { designTexts, profileTexts } from './designs.js';
export { FLIPS } from './flips.js';
export { policySwitches, type SwitchText } from './switches.js';
export { underPolicy } from './under-policy.js';
