import type { Explained } from './explained.js';

/** In the actions and the steps they share. */
export const inActions: readonly Explained[] = [
  {
    file: 'implementation/allocator-actions.ts',
    line: 'if (pasid > 0) this.driverRecords.add(device, pasid);',
    altered: ['EqualityOperator: pasid > 0 -> pasid >= 0'],
    why: 'An allocation answers an id or a negated errno, never 0.',
  },
  {
    file: 'implementation/allocator-actions.ts',
    line: 'if (pasid > 0) this.driverRecords.add(device, pasid);',
    altered: ['ConditionalExpression: pasid > 0 -> true'],
    why: 'A negated errno is past the end of every bitmap, where a write is none.',
  },
  {
    file: 'implementation/allocator-actions.ts',
    line: 'return false;',
    altered: ['BooleanLiteral: false -> true'],
    why: 'What is not allocated is in no record, from which it would then be taken.',
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
    file: 'implementation/dev-sva-actions.ts',
    line: 'if (pasid > 0) this.devSvaRecords.add(file, pasid);',
    altered: ['EqualityOperator: pasid > 0 -> pasid >= 0'],
    why: 'An allocation answers an id or a negated errno, never 0.',
  },
  {
    file: 'implementation/device-actions.ts',
    line: 'if (group === NO_GROUP) return;',
    altered: ['ConditionalExpression: group === NO_GROUP -> false'],
    why: 'No group has no slots.',
  },
  {
    file: 'implementation/device-actions.ts',
    line: 'for (; pasid >= 0; pasid = driverRecords.next(device, pasid)) this.detachAt(group, pasid);',
    altered: ['EqualityOperator: pasid >= 0 -> pasid > 0'],
    why: 'No driver holds id 0.',
  },
  {
    file: 'implementation/device-actions.ts',
    line: 'for (; pasid >= 0; pasid = driverRecords.next(device, pasid)) {',
    altered: ['EqualityOperator: pasid >= 0 -> pasid > 0'],
    why: 'No driver holds id 0.',
  },
  {
    file: 'implementation/device-actions.ts',
    line: 'if (group !== NO_GROUP && this.groups.ownerCountOf(group) > 0) this.groups.countOneLess(group);',
    altered: ['ConditionalExpression: group !== NO_GROUP -> true'],
    why: 'No group counts nobody.',
  },
  {
    file: 'implementation/device-actions.ts',
    line: 'if (group !== NO_GROUP && this.groups.ownerCountOf(group) > 0) this.groups.countOneLess(group);',
    altered: [
      'LogicalOperator: group !== NO_GROUP && this.groups.ownerCountOf(group) > 0 -> group !== NO_GROUP || this.groups.ownerCountOf(group) > 0',
    ],
    why: 'A driver is counted in its group for as long as it is bound.',
  },
  {
    file: 'implementation/device-actions.ts',
    line: 'if (group !== NO_GROUP && this.groups.ownerCountOf(group) > 0) this.groups.countOneLess(group);',
    altered: [
      'EqualityOperator: this.groups.ownerCountOf(group) > 0 -> this.groups.ownerCountOf(group) >= 0',
    ],
    why: 'A driver is counted in its group for as long as it is bound.',
  },
  {
    file: 'implementation/device-actions.ts',
    line: 'if (group !== NO_GROUP && this.groups.ownerCountOf(group) > 0) this.groups.countOneLess(group);',
    altered: [
      'ConditionalExpression: group !== NO_GROUP && this.groups.ownerCountOf(group) > 0 -> true',
      'ConditionalExpression: this.groups.ownerCountOf(group) > 0 -> true',
    ],
    why: 'A driver is counted in its group for as long as it is bound, and no group counts nobody.',
  },
  {
    file: 'implementation/kernel-pasid-actions.ts',
    line: 'if (pasid < 0) return pasid;',
    altered: ['EqualityOperator: pasid < 0 -> pasid <= 0'],
    why: 'An allocation answers an id or a negated errno, never 0.',
  },
  {
    file: 'implementation/kernel-pasid-actions.ts',
    line: 'if (group === NO_GROUP) return;',
    altered: ['ConditionalExpression: group === NO_GROUP -> false'],
    why: 'No group has no slots.',
  },
  {
    file: 'implementation/mdev-actions.ts',
    line: 'if (pasid < 0) return pasid;',
    altered: ['EqualityOperator: pasid < 0 -> pasid <= 0'],
    why: 'An allocation answers an id or a negated errno, never 0.',
  },
  {
    file: 'implementation/mdev-actions.ts',
    line: 'if (group === NO_GROUP) return;',
    altered: ['ConditionalExpression: group === NO_GROUP -> false'],
    why: 'No group has no slots.',
  },
  {
    file: 'implementation/ownership-actions.ts',
    line: 'if (!this.groups.isUnderDefault(group)) return false;',
    altered: ['ConditionalExpression: !this.groups.isUnderDefault(group) -> false'],
    why: 'A group that is in use and is not under its default domain has an owner, which is looked at next.',
  },
  {
    file: 'implementation/ownership-actions.ts',
    line: 'return this.groups.ownerOf(group) === NO_OWNER && !this.slots.hasAny(group);',
    altered: ['ConditionalExpression: this.groups.ownerOf(group) === NO_OWNER -> true'],
    why: 'A group that has an owner is not under its default domain, which was looked at before.',
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
    file: 'implementation/request-actions.ts',
    line: 'if (group === NO_GROUP) return false;',
    altered: ['BooleanLiteral: false -> true'],
    why: 'The device of a request that waits is in a group: its requests are answered when it is pulled out.',
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
    file: 'implementation/slot-steps.ts',
    line: 'for (let at = this.map.firstMember[group]!; at < refused; at++) {',
    altered: ['EqualityOperator: at < refused -> at <= refused'],
    why: 'The member that refused still has what it is then told.',
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
    file: 'implementation/sva-actions.ts',
    line: 'if (domain === NO_DOMAIN) return -ERRNO.ENOMEM;',
    altered: [
      'UnaryOperator: -ERRNO.ENOMEM -> +ERRNO.ENOMEM',
      'ConditionalExpression: domain === NO_DOMAIN -> false',
    ],
    why: 'There are as many domains as handles, and each domain in use has one.',
  },
  {
    file: 'implementation/sva-actions.ts',
    line: 'return this.svaDomains.isOne(domain) && this.svaDomains.mmOf(domain) === mm;',
    altered: [
      'LogicalOperator: this.svaDomains.isOne(domain) && this.svaDomains.mmOf(domain) === mm -> this.svaDomains.isOne(domain) || this.svaDomains.mmOf(domain) === mm',
      'ConditionalExpression: this.svaDomains.mmOf(domain) === mm -> true',
    ],
    why: 'An id is of one address space, and so is each SVA domain at it; no other domain is of any.',
  },
  {
    file: 'implementation/work-queue-actions.ts',
    line: 'if (handle < 0) return handle;',
    altered: ['EqualityOperator: handle < 0 -> handle <= 0'],
    why: 'A bind answers a handle or a negated errno, never 0.',
  },
  {
    file: 'implementation/work-queue-actions.ts',
    line: 'if (this.svaHandles.isLive(handle)) this.unbind(handle);',
    altered: ['ConditionalExpression: this.svaHandles.isLive(handle) -> true'],
    why: 'One user less than none ends no bond, and the next one of that number begins with one.',
  },
];
