import type { ClaimCells } from '../argument/question.js';
import type { argument } from '../facts/argument.js';
import { P16, P17 } from '../numbers/argument.js';
import { P1, P6, P9, P11, P12, P15 } from './access.js';
import { P13, P14 } from './fitness.js';
import { P2, P3, P4, P5, P7 } from './quota.js';
import { P8, P10 } from './surface.js';

/** The claims of the mails, put to every design. */
export const claimCells: Readonly<Record<ClaimId, ClaimCells>> = {
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
  P16,
  P17,
};

/** The number of a claim of the mails. */
export type ClaimId = keyof typeof argument;
