import { PASID_LIMIT } from '#contract';

// A PASID is marked if its cell holds the number of the question being asked. The next question has
// another number, so nothing is ever cleared, and a claim checked after every step of a long run
// costs what is live and allocates nothing. Only one question is asked at a time.
const questionOf = new Float64Array(PASID_LIMIT);
let question = 0;

/** Begins a new question: no PASID is marked. */
export function forgetAll(): void {
  question += 1;
}

/** Marks a PASID; a number of more than 20 bits is none and stays unmarked. */
export function mark(pasid: number): void {
  questionOf[pasid] = question;
}

/** Whether the PASID was marked since the question began. */
export function isMarked(pasid: number): boolean {
  return questionOf[pasid] === question;
}

// Counted are handles and domains, whose numbers a broken implementation may choose freely.
const counts = new Map<number, number>();

/** Begins a new count: nothing was counted. */
export function forgetCounts(): void {
  counts.clear();
}

/** Counts one more of these. */
export function count(id: number): void {
  counts.set(id, countOf(id) + 1);
}

/** How many of these were counted since the count began. */
export function countOf(id: number): number {
  return counts.get(id) ?? 0;
}
