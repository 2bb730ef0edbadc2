/** Why no check can notice some alterations, or need not. */
interface Explained {
  readonly file: string;
  /** The line on which it begins, without the blanks around it. */
  readonly line: string;
  /** `mutator: what is written -> what it becomes`, white space as one blank. */
  readonly altered: readonly string[];
  readonly why: string;
}

/** Every survivor of `npm run mutate` has to be here, or be noticed. */
export const explained: readonly Explained[] = [
  {
    file: 'implementation/charge-ledger.ts',
    line: 'for (let row = 0; row < rows; row++) {',
    altered: ['EqualityOperator: row < rows -> row <= rows'],
    why: 'A write past the end of a typed array is none.',
  },
  {
    file: 'implementation/charge-ledger.ts',
    line: "const what = 'row of the ledger';",
    altered: ['StringLiteral: \'row of the ledger\' -> ""'],
    why: 'The words of a message.',
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
    file: 'implementation/slot-steps.ts',
    line: 'return slot !== NO_SLOT && this.slots.handleAt(slot) !== NO_HANDLE ? slot : NO_SLOT;',
    altered: ['ConditionalExpression: slot !== NO_SLOT -> true'],
    why: 'The record of no slot is that number itself.',
  },
  {
    file: 'implementation/slot-steps.ts',
    line: 'return slot !== NO_SLOT && this.slots.domainAt(slot) === domain ? slot : NO_SLOT;',
    altered: ['ConditionalExpression: slot !== NO_SLOT -> true'],
    why: 'The record of no slot is that number itself.',
  },
  {
    file: 'implementation/slot-steps.ts',
    line: 'if (slot === NO_SLOT || !this.map.isSpaceOf(this.slots.domainAt(slot), file)) return NO_SLOT;',
    altered: ['ConditionalExpression: slot === NO_SLOT -> false'],
    why: 'No slot is under no domain, which is no space of a file.',
  },
  {
    file: 'implementation/slot-steps.ts',
    line: 'if (slot === NO_SLOT || this.slots.isDraining(slot)) return;',
    altered: ['ConditionalExpression: slot === NO_SLOT -> false'],
    why: 'The record of no slot has no domain, as one that drains.',
  },
  {
    file: 'implementation/sva-actions.ts',
    line: 'if (pasid < 0) return pasid;',
    altered: ['EqualityOperator: pasid < 0 -> pasid <= 0'],
    why: 'An allocation answers an id or a negated errno, never 0.',
  },
  {
    file: 'implementation/sva-actions.ts',
    line: 'if (pasid > 0) this.mms.setPasid(mm, pasid);',
    altered: ['EqualityOperator: pasid > 0 -> pasid >= 0'],
    why: 'An allocation answers an id or a negated errno, never 0.',
  },
  {
    file: 'implementation/sva-actions.ts',
    line: 'if (domain < 0) {',
    altered: ['EqualityOperator: domain < 0 -> domain <= 0'],
    why: 'What is attached is a domain, or a negated errno, never 0.',
  },
  {
    file: 'implementation/sva-actions.ts',
    line: 'if (domain !== NO_DOMAIN) svaDomains.addUser(domain);',
    altered: ['ConditionalExpression: domain !== NO_DOMAIN -> true'],
    why: 'No domain is below the first record, and a write there is none.',
  },
  {
    file: 'implementation/sva-actions.ts',
    line: 'return slot !== NO_SLOT && this.slots.handleAt(slot) === handle;',
    altered: ['ConditionalExpression: slot !== NO_SLOT -> true'],
    why: 'The record of no slot has no handle, and a bond has one.',
  },
  {
    file: 'implementation/allocator-actions.ts',
    line: 'if (pasid > 0) this.driverRecords.add(device, pasid);',
    altered: ['EqualityOperator: pasid > 0 -> pasid >= 0'],
    why: 'An allocation answers an id or a negated errno, never 0.',
  },
  {
    file: 'implementation/request-actions.ts',
    line: 'return group !== NO_GROUP && this.slotWithHandle(group, pasid) !== NO_SLOT;',
    altered: ['ConditionalExpression: group !== NO_GROUP -> true'],
    why: 'No group has no slots.',
  },
  {
    file: 'implementation/request-actions.ts',
    line: 'if (group === NO_GROUP) return false;',
    altered: ['ConditionalExpression: group === NO_GROUP -> false'],
    why: 'No group has no slots.',
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
    file: 'implementation/attachment-actions.ts',
    line: 'if (pasid === NO_PASID || handle === NO_HANDLE) return -ERRNO.EINVAL;',
    altered: ['ConditionalExpression: pasid === NO_PASID -> false'],
    why: 'No slot is occupied at that number, which is refused with the same errno.',
  },
  {
    file: 'implementation/attachment-actions.ts',
    line: "if (this.isTold(members[at]!)) this.answerRequests(members[at]!, pasid, 'invalid');",
    altered: ['ConditionalExpression: this.isTold(members[at]!) -> true'],
    why: 'A device that is not told of ids has asked for no page.',
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
    file: 'implementation/device-actions.ts',
    line: 'if (group === NO_GROUP) return;',
    altered: ['ConditionalExpression: group === NO_GROUP -> false'],
    why: 'No group has no slots.',
  },
  {
    file: 'implementation/id-bitmap.ts',
    line: 'if ((count & 31) !== 0) level[count >>> 5] = (1 << (count & 31)) - 1;',
    altered: ['ConditionalExpression: (count & 31) !== 0 -> true'],
    why: 'The word after the last full one is set to 0, which it is, or is past the end.',
  },
  {
    file: 'implementation/machine-map.ts',
    line: 'for (let device = 0; device < groups.length; device++) {',
    altered: ['EqualityOperator: device < groups.length -> device <= groups.length'],
    why: 'One device more has no group, so what is written for it has no place.',
  },
];
