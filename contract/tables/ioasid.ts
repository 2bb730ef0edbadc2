import type { ActionTable } from './table.js';

const ALLOC = 'ioasid_alloc (6.1)';
const ACTIVE_IS_DEFAULT = 'the default allocator is active';
const ACTIVE_IS_CUSTOM = 'a custom allocator is active';
const HANDED_BACK = 'The callback is told to free the id it answered.';

/** Each way in which an allocation fails; its caller cannot tell them apart, only the log can. */
const noId = [
  { when: 'no memory for the entry', answer: 'no-id', fault: 'kzalloc', source: ALLOC },
  {
    when: `${ACTIVE_IS_DEFAULT}, and no id from min to max, both included, is free, or min is above max`,
    answer: 'no-id',
    logs: 'err',
    source: 'default_alloc (6.1)',
  },
  {
    when: `${ACTIVE_IS_DEFAULT}, and there is no memory to store the entry`,
    answer: 'no-id',
    fault: 'xa_alloc',
    logs: 'err',
    source: 'default_alloc (6.1)',
  },
  {
    when: `${ACTIVE_IS_CUSTOM}, and its callback answers no id`,
    answer: 'no-id',
    fault: 'allocator_callback',
    logs: 'err',
    source: ALLOC,
  },
  {
    when: `${ACTIVE_IS_CUSTOM}, and its callback answers an id that is out`,
    answer: 'no-id',
    logs: 'err',
    source: ALLOC,
    leaves: HANDED_BACK,
  },
  {
    when: `${ACTIVE_IS_CUSTOM}, and there is no memory to store the entry`,
    answer: 'no-id',
    fault: 'xa_alloc',
    logs: 'err',
    source: ALLOC,
    leaves: HANDED_BACK,
  },
] as const;

const ENTRY =
  'The entry of the id has the set and the data. The id is the lowest free one from min to max, both included, or what the callback answered: whether that lies in the range is not looked at.';

/**
 * The allocator before 6.4: drivers/iommu/ioasid.c and iommu-sva-lib.c of 6.1, whole, and the end of the
 * id of an address space. No set of decisions leads there, so it is a machine of its own, and
 * has no implementation beside it.
 */
export const ioasidTables = [
  {
    action: 'ioasid-alloc',
    actor: 'whoever needs an id',
    kernel: ALLOC,
    requires: [],
    checks: noId,
    answer: 'granted',
    effect: [ENTRY],
  },
  {
    action: 'ioasid-free',
    actor: 'anyone: neither the set nor the owner is asked for',
    kernel: 'ioasid_free (6.1)',
    requires: [],
    lawful: ['The id was not given to an address space.'],
    checks: [
      { when: 'the id is not out', answer: 'done', logs: 'err', source: 'ioasid_free (6.1)' },
    ],
    answer: 'done',
    effect: ['A custom allocator is told. The id has no entry any more.'],
  },
  {
    action: 'ioasid-find',
    actor: 'whoever knows an id',
    kernel: 'ioasid_find (6.1)',
    requires: [],
    checks: [
      { when: 'the id is not out', answer: 'ENOENT', source: 'ioasid_find (6.1)' },
      {
        when: 'a set is named, and the entry is of another or of none',
        answer: 'EACCES',
        source: 'ioasid_find (6.1), I09',
      },
      {
        when: 'the data is null, or a getter is given and says no to it',
        answer: 'null',
        source: 'ioasid_find (6.1)',
      },
    ],
    answer: 'found',
    effect: ['Nothing changes.'],
  },
  {
    action: 'ioasid-set-data',
    actor: 'anyone',
    kernel: 'ioasid_set_data (6.1)',
    requires: [],
    lawful: ['The id was not given to an address space.'],
    checks: [{ when: 'the id is not out', answer: 'ENOENT', source: 'ioasid_set_data (6.1)' }],
    answer: 'done',
    effect: ['The entry has the data given.'],
  },
  {
    action: 'ioasid-register-allocator',
    actor: 'an IOMMU driver that has ids from elsewhere, as a guest from its host',
    kernel: 'ioasid_register_allocator (6.1)',
    requires: [
      'The allocator is not in the list of its family, unless it is the one its family is called through: the kernel would chain its entry in a second time.',
    ],
    checks: [
      {
        when: 'no memory for the record of a family',
        answer: 'ENOMEM',
        fault: 'kzalloc',
        source: 'ioasid_alloc_allocator (6.1)',
      },
      {
        when: 'no custom allocator is registered, and the default one has ids out',
        answer: 'EAGAIN',
        logs: 'warn',
        source: 'ioasid_register_allocator (6.1)',
      },
      {
        when: 'its family is called through this allocator, be it still registered or not',
        answer: 'EEXIST',
        logs: 'err',
        source: 'ioasid_register_allocator (6.1)',
        leaves:
          'If it is registered, its entry in the list of its family is spoiled: it leads to the record that was made for this call and thrown away.',
      },
    ],
    answer: 'done',
    effect: [
      'If another allocator with the same functions is registered, it joins the list of that family and shares its ids.',
      'Else it begins a family, the last one in the order of registration, and the family is called through it. The first family of that order is active, before the default allocator.',
    ],
  },
  {
    action: 'ioasid-unregister-allocator',
    actor: 'an IOMMU driver',
    kernel: 'ioasid_unregister_allocator (6.1)',
    requires: [
      'The list of its family has one entry, or no entry in it is spoiled: the kernel would follow the spoiled one.',
    ],
    lawful: [
      'The allocator is registered, or none of its family is. If it is the last of its family, none of its ids is out.',
    ],
    checks: [
      {
        when: 'no custom allocator is registered',
        answer: 'done',
        logs: 'warn',
        source: 'ioasid_unregister_allocator (6.1)',
      },
      {
        when: 'none of its family is registered',
        answer: 'done',
        source: 'ioasid_unregister_allocator (6.1)',
      },
      {
        when: 'the list of its family has more than one entry',
        answer: 'done',
        source: 'ioasid_unregister_allocator (6.1)',
        leaves:
          'It is out of the list, if it was in it; the ids stay. The family is called through the same allocator as before, even if it is this one.',
      },
      {
        when: 'ids of its family are out',
        answer: 'done',
        warns: true,
        logs: 'info',
        source: 'ioasid_unregister_allocator (6.1)',
        leaves: 'What the effect says; the ids are orphaned.',
      },
    ],
    answer: 'done',
    effect: [
      'The family is gone, whichever of its allocators is named. If it was active, the next family is, or where there is none the default allocator, and that is logged as info.',
    ],
  },
  {
    action: 'sva-alloc-pasid',
    actor: 'an SVA driver, for the address space of a process',
    kernel: 'iommu_sva_alloc_pasid (6.1)',
    requires: [],
    checks: [
      {
        when: 'min or max is no id (`INVALID_IOASID`), or min is 0, or max is below min',
        answer: 'EINVAL',
        source: 'iommu_sva_alloc_pasid (6.1)',
      },
      {
        when: 'the address space has an id, which is below min, or max, or above it',
        answer: 'EOVERFLOW',
        source: 'iommu_sva_alloc_pasid (6.1), B06: max is meant to be included',
      },
      {
        when: 'the address space has an id',
        answer: 'granted',
        source: 'iommu_sva_alloc_pasid (6.1)',
      },
      ...noId.map((check) => ({ ...check, answer: 'ENOMEM' as const })),
    ],
    answer: 'granted',
    effect: [ENTRY, 'The set is that of SVA and the data the address space, which has the id.'],
  },
  {
    action: 'sva-find',
    actor: 'whoever serves a page request, with its id',
    kernel: 'iommu_sva_find (6.1)',
    requires: [
      'If the entry of the id is in the set of SVA, its data is an address space: the kernel would follow it as one.',
    ],
    checks: [
      { when: 'the id is not out', answer: 'ENOENT', source: 'ioasid_find (6.1)' },
      {
        when: 'the entry is not in the set of SVA',
        answer: 'EACCES',
        source: 'ioasid_find (6.1), I09',
      },
      {
        when: 'the address space has no users any more',
        answer: 'null',
        source: 'iommu_sva_find (6.1)',
      },
    ],
    answer: 'found',
    effect: ['Nothing changes, once the caller has given back the use of the address space.'],
  },
  {
    action: 'mm-pasid-drop',
    actor: 'the kernel, when nobody holds the address space any more',
    kernel: 'mm_pasid_drop (6.1)',
    requires: [],
    checks: [
      { when: 'the address space has no id', answer: 'done', source: 'mm_pasid_drop (6.1)' },
      {
        when: 'its id is not out',
        answer: 'done',
        logs: 'err',
        source: 'ioasid_free (6.1)',
        leaves: 'The address space has no id any more.',
      },
    ],
    answer: 'done',
    effect: [
      'The id is freed as by `ioasid-free`, whoever has it by now. The address space has no id any more.',
    ],
  },
] as const satisfies readonly ActionTable[];
