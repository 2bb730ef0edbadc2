import type { Explained } from './explained.js';

/** In the records of the subsystem. */
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
    file: 'implementation/machine-map.ts',
    line: 'for (let device = 0; device < groups.length; device++) {',
    altered: ['EqualityOperator: device < groups.length -> device <= groups.length'],
    why: 'One device more has no group, so what is written for it has no place.',
  },
  {
    file: 'implementation/machine-map.ts',
    line: 'if (groups[device] !== NO_GROUP) firstMember[groups[device]! + 1]!++;',
    altered: ['ConditionalExpression: groups[device] !== NO_GROUP -> true'],
    why: 'The devices of no group take places that are of no group.',
  },
  {
    file: 'implementation/machine-map.ts',
    line: 'if (groups[device] !== NO_GROUP) members[next[groups[device]!]!++] = device;',
    altered: ['ConditionalExpression: groups[device] !== NO_GROUP -> true'],
    why: 'No group has no next place, and a write there is none.',
  },
  {
    file: 'implementation/machine-map.ts',
    line: 'for (let group = 1; group < firstMember.length; group++) {',
    altered: ['EqualityOperator: group < firstMember.length -> group <= firstMember.length'],
    why: 'A write past the end of a typed array is none.',
  },
  {
    file: 'implementation/machine-records.ts',
    line: "this.ledger = new classes.ledger({ resources: ['pasid'], cgroups: topology.cgroups }, platform);",
    altered: ['StringLiteral: \'pasid\' -> ""'],
    why: 'The words of a warning.',
  },
  {
    file: 'implementation/page-requests.ts',
    line: 'return entry === NO_PAIR ? 0 : this.values[entry]!;',
    altered: ['ConditionalExpression: entry === NO_PAIR -> false'],
    why: 'The record of no pair counts none.',
  },
  {
    file: 'implementation/pasid-pool.ts',
    line: 'this.chargedTo = new Int32Array(Math.min(FIRST_RECORDS, this.free.capacity));',
    altered: [
      'MethodExpression: Math.min(FIRST_RECORDS, this.free.capacity) -> Math.max(FIRST_RECORDS, this.free.capacity)',
    ],
    why: 'It would only take memory.',
  },
  {
    file: 'implementation/pasid-pool.ts',
    line: 'if (taken >= this.chargedTo.length) this.makeRoomFor(taken);',
    altered: ['ConditionalExpression: taken >= this.chargedTo.length -> true'],
    why: 'It would only take memory.',
  },
  {
    file: 'implementation/pasid-pool.ts',
    line: 'if (id >= this.chargedTo.length) this.makeRoomFor(id);',
    altered: ['ConditionalExpression: id >= this.chargedTo.length -> true'],
    why: 'It would only take memory.',
  },
  {
    file: 'implementation/pasid-pool.ts',
    line: 'id > 0;',
    altered: ['EqualityOperator: id > 0 -> id >= 0'],
    why: 'Id 0 is in no list.',
  },
  {
    file: 'implementation/pasid-pool.ts',
    line: 'const length = Math.min(Math.max(this.chargedTo.length * 2, id + 1), this.free.capacity);',
    altered: [
      'MethodExpression: Math.min(Math.max(this.chargedTo.length * 2, id + 1), this.free.capacity) -> Math.max(Math.max(this.chargedTo.length * 2, id + 1), this.free.capacity)',
    ],
    why: 'It would only take memory.',
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
    file: 'implementation/sva-domains.ts',
    line: 'if (record === NO_MEMBER) return NO_DOMAIN;',
    altered: ['ConditionalExpression: record === NO_MEMBER -> false'],
    why: 'There are as many domains as handles, and each domain in use has one.',
  },
  {
    file: 'implementation/sva-domains.ts',
    line: 'if (before !== 0) this.older[before - this.first] = after;',
    altered: ['ConditionalExpression: before !== 0 -> true'],
    why: 'A domain that is taken out of a list is in it.',
  },
];
