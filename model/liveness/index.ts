import { drainEnds, letGoComesFree, pendingIsAnswered } from './draining.js';
import { everythingComesBack, kernelGetsGroupBack } from './return.js';

/** What must come, or must stay possible, in reading order. An engine that follows runs decides it. */
export const liveness = [
  drainEnds,
  letGoComesFree,
  pendingIsAnswered,
  kernelGetsGroupBack,
  everythingComesBack,
] as const;

/** The permanent names of these claims. */
export type LivenessId = (typeof liveness)[number]['id'];
