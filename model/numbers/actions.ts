import type { ActionValue } from '#declaration';
import { processExit } from './process-exit.js';
import { queueClose } from './queue-close.js';
import { queueOpen } from './queue-open.js';
import { submit } from './submit.js';

/** Everything that can happen. */
export const numbersActions = [queueOpen, queueClose, submit, processExit] as const;

/** One thing that happens: its kind and its arguments, plain data. */
export type NumbersAction = ActionValue<(typeof numbersActions)[number]>;
