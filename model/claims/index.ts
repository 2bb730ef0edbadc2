import type { ClaimCells } from '../argument/question.js';
import type { argument } from '../facts/argument.js';
import { P1, P6, P8, P9, P10, P11, P12, P15 } from './access.js';
import { P13, P14 } from './fitness.js';
import { P2, P3, P4, P5, P7 } from './quota.js';

/** The claims of the mails, put to every design. */
export const claimCells: Partial<Readonly<Record<keyof typeof argument, ClaimCells>>> = {
  P1,
  P2,
  P3,
  P4,
  P5,
  P6,
  P7,
  P8,
  P9,
  P10,
  P11,
  P12,
  P13,
  P14,
  P15,
};
