// What the sheet of kernel facts lists for the allocator of 6.1, for tables-facts.test.ts.
import type { Facts } from './kernel-checks.js';

const SECTION = '2.1';
const NO_ID = 'no-id';

/** By action, in the order of the tables. */
export const ioasidFacts: Readonly<Record<string, Facts>> = {
  'ioasid-alloc': {
    section: SECTION,
    answers: [NO_ID, NO_ID, NO_ID, NO_ID],
    otherwise: {
      3: {
        table: [NO_ID, NO_ID, NO_ID],
        why: 'storing an entry fails for the default allocator, for an id that is out, and for want of memory: three rows',
      },
    },
  },
  'ioasid-free': { section: SECTION, answers: ['done'] },
  'ioasid-find': { section: SECTION, answers: ['ENOENT', 'EACCES', 'null'] },
  'ioasid-set-data': { section: SECTION, answers: ['ENOENT'] },
  'ioasid-register-allocator': { section: SECTION, answers: ['ENOMEM', 'EAGAIN', 'EEXIST'] },
  'ioasid-unregister-allocator': {
    section: SECTION,
    answers: ['done', 'WARN'],
    otherwise: {
      0: {
        table: ['done', 'done', 'done'],
        why: 'who is unknown is three rows: recordings have a line in the log only where nobody is registered',
      },
    },
  },
  'sva-alloc-pasid': {
    section: SECTION,
    answers: ['EINVAL', 'EOVERFLOW', 'ENOMEM'],
    otherwise: {
      2: {
        table: ['granted', ...new Array<string>(6).fill('ENOMEM')],
        why: 'that a later call finds the id stands under effect there, and each way to fail is a row',
      },
    },
  },
  'sva-find': { section: SECTION, answers: ['ENOENT', 'EACCES', 'null'] },
};
