/** A word of this house. */
export interface Term {
  /** The word, or several that are told apart here, in Markdown. */
  readonly term: string;
  /** What it means here, and nothing else, in Markdown. */
  readonly meaning: string;
  /** Words that are not used for the idea, in code or in prose. */
  readonly not?: readonly NotUsed[];
}

interface NotUsed {
  readonly word: string;
  /** The tool it comes from: the word is allowed in files that name the tool. */
  readonly butFor?: string;
}

/** The words of this house, in reading order: one idea has one word. */
export const glossary: readonly Term[] = [
  {
    term: 'PASID',
    meaning:
      'The number a device puts into its DMA, 20 bits. 0 is `NO_PASID`. In identifiers `pasid`.',
    not: [{ word: 'ASID', butFor: 'SMMU' }, { word: 'process id' }, { word: 'ticket' }],
  },
  {
    term: 'global PASID',
    meaning: 'A PASID from the kernel-wide pool. It is *allocated* and *freed*.',
  },
  {
    term: 'mm',
    meaning:
      'One process address space. *Exit* ends its use by the process; it is *dropped* when nobody holds it.',
  },
  {
    term: 'bond',
    meaning:
      'The counted relation between an mm and the slot of a group, made through a device by *bind*, ended by the last *unbind*. Devices of one group share it.',
  },
  {
    term: 'capable member',
    meaning:
      'A device of a group that can tag its DMA (`maxPasids` above 0). The others are never told of a PASID.',
  },
  {
    term: 'slot',
    meaning: 'The place of one PASID in the table of a group; it holds a domain.',
  },
  {
    term: 'reserved slot',
    meaning:
      'A slot taken without a handle: occupied for an attach, empty for a lookup, and it does not know its domain.',
  },
  {
    term: 'attach, detach',
    meaning:
      'Put a domain into the slot of a group, or take it out, for all capable members at once; a device only names the group.',
  },
  {
    term: 'handle',
    meaning:
      'What a slot remembers of an attach, and what a lookup finds. A bind makes its own (an SVA handle, with users); other callers bring one.',
  },
  {
    term: 'domain',
    meaning:
      'A translation that DMA can be put under; it belongs to one IOMMU driver. An SVA domain is the page table of an mm. Of a *parameter*: the finite set of its values.',
  },
  {
    term: 'default domain',
    meaning: 'What a group is under, outside PASIDs, while nobody has claimed it.',
  },
  {
    term: 'blocking domain',
    meaning: 'What a claimed group is under, outside PASIDs: DMA without a PASID reaches nothing.',
  },
  {
    term: 'record',
    meaning:
      "An owner's own note of the PASIDs it has; the pool, the slots and the ledger keep theirs apart.",
  },
  {
    term: 'owner',
    meaning: "Of a PASID: whoever's record names it, an mm, a file, a kernel driver. Exactly one.",
  },
  {
    term: 'DMA owner',
    meaning:
      'Of a group: the user who claimed it (kernel `group->owner`); none while kernel drivers use it. It owns no PASID by that.',
  },
  {
    term: 'holder',
    meaning:
      'The owner of a PASID as a check of the caller sees it: the driver of the device holds what is in its record. Of an mm: whoever has a reference to it.',
  },
  {
    term: 'charge, uncharge',
    meaning: 'Count a PASID on a cgroup and its ancestors, and give it back.',
  },
  {
    term: 'free',
    meaning:
      "Of a PASID: in the pool; nobody's record names it, no slot is occupied at it, and nobody is charged for it.",
  },
  {
    term: 'held',
    meaning: 'Of a PASID: some record names it, whatever its slots do.',
  },
  {
    term: 'attached',
    meaning: 'Of a PASID: held, and in the slot of at least one group.',
  },
  {
    term: 'drain',
    meaning: 'Let the page requests in flight for a PASID end before it is used again.',
  },
  {
    term: 'draining',
    meaning:
      'Of a slot: detached and still occupied, until what is in flight has ended. Of a PASID: in no record, and some slot of it drains.',
  },
  {
    term: 'condemned',
    meaning:
      'Of a PASID: its owner has freed it, and some slot is still attached. It takes no new attach.',
  },
  {
    term: 'quiet',
    meaning: 'Of an attached PASID: the process of its mm has exited, so DMA under it faults.',
  },
  {
    term: 'model',
    meaning: 'The immutable reference machine in `model/`.',
  },
  {
    term: 'system under test, `sut`',
    meaning: 'An implementation behind the port `PasidDriver`.',
  },
  {
    term: 'action',
    meaning: 'A value `{ kind, ...args }`. *Command* is only the wrapper that fast-check runs.',
    not: [{ word: 'op' }],
  },
  {
    term: 'precondition',
    meaning: 'What the caller of an action promises.',
  },
  {
    term: 'possible',
    meaning:
      'Of a call: it means anything here, as a handle to be unbound exists. Other calls warn and change nothing.',
  },
  {
    term: 'lawful caller',
    meaning: 'Makes possible calls only, and keeps the precondition.',
  },
  {
    term: 'sloppy caller',
    meaning: 'Makes any possible call; the kernel has to survive it.',
  },
  {
    term: 'policy, profile',
    meaning: 'The decisions a machine follows, as data; a set of them with a name, as `reference`.',
  },
  {
    term: 'outcome',
    meaning:
      'What the caller of an action sees: done, granted, bound, found or refused; perhaps with a warning.',
  },
  {
    term: 'step, trace',
    meaning: 'One action with its outcome and next state; actions in order.',
  },
  {
    term: 'history, schedule',
    meaning: 'Calls and returns that overlap; one order in which they are interleaved.',
  },
  {
    term: 'invariant, witness',
    meaning: 'True of all reachable states; true of at least one.',
  },
  {
    term: 'antecedent',
    meaning:
      'The witness that an invariant names: unless it was reached, the invariant was checked in vain.',
  },
  {
    term: 'cell',
    meaning: 'One answer that the table of an action lists; coverage counts how often it was seen.',
  },
  {
    term: 'shape',
    meaning:
      'What the states of a scope look like, with a bound for everything that could grow. Its codec packs them into words.',
  },
  { term: 'observer', meaning: 'A field that no step reads; it tells no two states apart.' },
  {
    term: 'sort, alike',
    meaning:
      'A sort is a row of things of one kind, as the shape of the states declares it. Things of a sort that the machine treats alike are *alike*: their numbers are names.',
  },
  {
    term: 'renumbering, class, representative',
    meaning:
      'A renumbering gives each thing the number of one that is alike. States that differ in a renumbering alone are a class; one of them, its representative, is searched from instead of all (`--symmetry`).',
    not: [{ word: 'orbit' }, { word: 'scalarset' }],
  },
  {
    term: 'fingerprint',
    meaning:
      'The 64 bits that stand for a state in a search; two states may share one, and how likely that is, is reported.',
  },
  {
    term: 'product',
    meaning:
      'The machine and a target as one system to be searched: each state is a pair of theirs.',
  },
  {
    term: 'scope, bound',
    meaning: 'The finite sizes of one run; where a search stops.',
  },
  {
    term: 'abstraction, refinement',
    meaning: 'The map from implementation to model; the claim that every step commutes with it.',
  },
  {
    term: 'seeded defect',
    meaning: 'A fault of ours, put in on purpose; a property *finds* it.',
    not: [{ word: 'mutant', butFor: 'Stryker' }],
  },
  {
    term: 'counterexample',
    meaning: 'A trace that breaks a property. It is shrunk, made canonical, replayed.',
    not: [{ word: 'failure case' }, { word: 'failing case' }],
  },
  {
    term: 'expected counterexample',
    meaning:
      'A trace in which the code of a kernel breaks a claim that a good design keeps. It is found again, and stays.',
  },
  {
    term: 'edit',
    meaning:
      'A change of the source of a kernel for one variant of a module: a fix *taken back*, or a seeded fault.',
  },
  {
    term: 'holds, violated, undecided',
    meaning: 'The only verdicts.',
  },
];
