import type { Explained } from './explained.js';

/** In the records, and in what they are made of. */
export const inRecords: readonly Explained[] = [
  {
    file: 'implementation/charge-ledger.ts',
    line: 'for (let row = 0; row < rows; row++) {',
    altered: ['EqualityOperator: row < rows -> row <= rows'],
    why: 'A write past the end of a typed array is none.',
  },
  {
    file: 'implementation/charge-ledger.ts',
    line: 'if (compared > this.peaks[row]!) this.peaks[row] = compared;',
    altered: ['EqualityOperator: compared > this.peaks[row]! -> compared >= this.peaks[row]!'],
    why: 'A peak is set to itself.',
  },
  {
    file: 'implementation/charge-ledger.ts',
    line: 'const resource = this.resources[(row - cgroup) / this.cgroups]!;',
    altered: [
      'ArithmeticOperator: (row - cgroup) / this.cgroups -> (row - cgroup) * this.cgroups',
      'ArithmeticOperator: row - cgroup -> row + cgroup',
    ],
    why: 'The words of a warning.',
  },
  {
    file: 'implementation/charge-ledger.ts',
    line: 'this.usages[row] === 0 &&',
    altered: ['ConditionalExpression: this.usages[row] === 0 -> true'],
    why: 'What is charged has a peak, which is looked at next.',
  },
  {
    file: 'implementation/charge-ledger.ts',
    line: 'this.localEvents[row] === 0',
    altered: ['ConditionalExpression: this.localEvents[row] === 0 -> true'],
    why: 'A refusal is also counted among all events, but at the root, which refuses nothing: its limit and the capacity are endless.',
  },
  {
    file: 'implementation/charge-ledger.ts',
    line: 'for (let row = 0; row < this.parents.length; row++) {',
    altered: ['EqualityOperator: row < this.parents.length -> row <= this.parents.length'],
    why: 'A write past the end of a typed array is none.',
  },
  {
    file: 'implementation/columns.ts',
    line: 'if (numbers.length > SHORT) {',
    altered: [
      'ConditionalExpression: numbers.length > SHORT -> true',
      'ConditionalExpression: numbers.length > SHORT -> false',
      'EqualityOperator: numbers.length > SHORT -> numbers.length >= SHORT',
      'EqualityOperator: numbers.length > SHORT -> numbers.length <= SHORT',
    ],
    why: 'Both ways sort; which is the quicker one is all that is decided here.',
  },
  {
    file: 'implementation/columns.ts',
    line: 'if (numbers.length > SHORT) {',
    altered: ['BlockStatement: { numbers.sort(); return; } -> {}'],
    why: 'Both ways sort; which is the quicker one is all that is decided here.',
  },
  {
    file: 'implementation/columns.ts',
    line: 'for (let end = 1; end < numbers.length; end++) {',
    altered: ['EqualityOperator: end < numbers.length -> end <= numbers.length'],
    why: 'A write past the end of a typed array is none.',
  },
  {
    file: 'implementation/columns.ts',
    line: 'for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!;',
    altered: ['ConditionalExpression: at > 0 -> true', 'EqualityOperator: at > 0 -> at >= 0'],
    why: 'Before the first number is none, which is not greater.',
  },
  {
    file: 'implementation/columns.ts',
    line: 'for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!;',
    altered: ['EqualityOperator: numbers[at - 1]! > number -> numbers[at - 1]! >= number'],
    why: 'Equal numbers may change places.',
  },
  {
    file: 'implementation/file-table.ts',
    line: 'return at > 1 ? files.sort() : files;',
    altered: ['ConditionalExpression: at > 1 -> true', 'EqualityOperator: at > 1 -> at >= 1'],
    why: 'One file is in rising order.',
  },
  {
    file: 'implementation/file-table.ts',
    line: 'if (this.kinds[file] === DEV_SVA) return;',
    altered: ['ConditionalExpression: this.kinds[file] === DEV_SVA -> false'],
    why: 'A file of /dev/sva leads to no other, and the list that it would leave has none.',
  },
  {
    file: 'implementation/file-table.ts',
    line: 'if (next !== NO_FILE) this.prevs[next] = file;',
    altered: ['ConditionalExpression: next !== NO_FILE -> true'],
    why: 'The record of no file is read by nobody.',
  },
  {
    file: 'implementation/file-table.ts',
    line: 'if (next !== NO_FILE) this.prevs[next] = before;',
    altered: ['ConditionalExpression: next !== NO_FILE -> true'],
    why: 'The record of no file is read by nobody.',
  },
  {
    file: 'implementation/group-table.ts',
    line: 'return this.domains[group] === DEFAULT;',
    altered: ['ConditionalExpression: this.domains[group] === DEFAULT -> true'],
    why: 'A group that is in use and is not under its default domain has an owner, which is looked at next.',
  },
  {
    file: 'implementation/guest-maps.ts',
    line: 'return entry === NO_PAIR ? 0 : this.values[entry]!;',
    altered: ['ConditionalExpression: entry === NO_PAIR -> false'],
    why: 'The record of no pair leads nowhere.',
  },
  {
    file: 'implementation/guest-maps.ts',
    line: 'if (this.guests.from(file, id) === guest) this.guests.forget(file, id);',
    altered: ['ConditionalExpression: this.guests.from(file, id) === guest -> true'],
    why: 'Two numbers of a guest lead to one id only where a part is replaced.',
  },
  {
    file: 'implementation/guest-maps.ts',
    line: 'if (guest !== NO_GUEST) this.remove(file, guest);',
    altered: ['ConditionalExpression: guest !== NO_GUEST -> true'],
    why: 'Nothing leads from or to the number of no guest.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'if ((count & 31) !== 0) level[count >>> 5] = (1 << (count & 31)) - 1;',
    altered: ['ConditionalExpression: (count & 31) !== 0 -> true'],
    why: 'The word after the last full one is set to 0, which it is, or is past the end.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'if (before === 0) this.markWord(word);',
    altered: ['ConditionalExpression: before === 0 -> true'],
    why: 'What is marked already is marked again.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'if (regions === 0) return NO_MEMBER;',
    altered: ['ConditionalExpression: regions === 0 -> false'],
    why: 'The lowest bit of no word is -1, at which nothing is found or written.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'return word < 0 ? NO_MEMBER : (word << 5) | lowestBit(this.members[word]!);',
    altered: ['ConditionalExpression: word < 0 -> false'],
    why: 'The lowest bit of no word is -1.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'return word < 0 ? NO_MEMBER : (word << 5) | lowestBit(this.members[word]!);',
    altered: ['EqualityOperator: word < 0 -> word <= 0'],
    why: 'The first word comes after no other.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'if (base >= limit) return limit;',
    altered: [
      'ConditionalExpression: base >= limit -> false',
      'EqualityOperator: base >= limit -> base > limit',
    ],
    why: 'What is past the limit is brought back to it below.',
  },
  {
    file: 'implementation/machine-map.ts',
    line: 'for (let device = 0; device < groups.length; device++) {',
    altered: ['EqualityOperator: device < groups.length -> device <= groups.length'],
    why: 'One device more has no group, so what is written for it has no place.',
  },
  {
    file: 'implementation/page-requests.ts',
    line: 'return entry === NO_PAIR ? 0 : this.values[entry]!;',
    altered: ['ConditionalExpression: entry === NO_PAIR -> false'],
    why: 'The record of no pair counts none.',
  },
  {
    file: 'implementation/slot-table.ts',
    line: 'if (id >= PASID_LIMIT) return;',
    altered: [
      'ConditionalExpression: id >= PASID_LIMIT -> false',
      'EqualityOperator: id >= PASID_LIMIT -> id > PASID_LIMIT',
    ],
    why: 'Nobody asks for the count of an id that the pool does not have: it would only take memory.',
  },
  {
    file: 'implementation/slot-table.ts',
    line: 'if (id < PASID_LIMIT) this.atPasid[id]!--;',
    altered: [
      'ConditionalExpression: id < PASID_LIMIT -> true',
      'EqualityOperator: id < PASID_LIMIT -> id <= PASID_LIMIT',
    ],
    why: 'A write past the end of a typed array is none.',
  },
  {
    file: 'implementation/slot-table.ts',
    line: 'if (id < PASID_LIMIT) this.atPasid[id] = 0;',
    altered: [
      'ConditionalExpression: id < PASID_LIMIT -> true',
      'EqualityOperator: id < PASID_LIMIT -> id <= PASID_LIMIT',
    ],
    why: 'A write past the end of a typed array is none.',
  },
  {
    file: 'implementation/slot-table.ts',
    line: 'if (this.keys[slot]! < PASID_LIMIT) atPasid[this.keys[slot]!]!++;',
    altered: [
      'ConditionalExpression: this.keys[slot]! < PASID_LIMIT -> true',
      'EqualityOperator: this.keys[slot]! < PASID_LIMIT -> this.keys[slot]! <= PASID_LIMIT',
    ],
    why: 'A write past the end of a typed array is none.',
  },
  {
    file: 'implementation/driver-records.ts',
    line: 'for (let device = 0; device < this.held.length; device++) {',
    altered: ['EqualityOperator: device < this.held.length -> device <= this.held.length'],
    why: 'Past the last device is no record.',
  },
  {
    file: 'implementation/driver-records.ts',
    line: 'for (let id = this.next(device, NO_MEMBER); id >= 0; id = this.next(device, id)) {',
    altered: ['EqualityOperator: id >= 0 -> id > 0'],
    why: 'No driver holds id 0.',
  },
  {
    file: 'implementation/pair-table.ts',
    line: 'if (this.used > 0) {',
    altered: ['ConditionalExpression: this.used > 0 -> true'],
    why: 'An empty table is emptied: that takes time and nothing else.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'if (words !== 0) return;',
    altered: ['ConditionalExpression: words !== 0 -> false'],
    why: 'What is marked already is marked again.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'if (blocks !== 0) return;',
    altered: ['ConditionalExpression: blocks !== 0 -> false'],
    why: 'What is marked already is marked again.',
  },
];
