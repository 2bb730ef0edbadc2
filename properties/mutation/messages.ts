import type { Ignorer, NodePath } from '@stryker-mutator/api/ignore';

/** What is read here of a place in the source, as Babel hands it over. */
interface Place extends NodePath {
  readonly node: { readonly type: string };
  readonly parentPath?: Place;
  readonly parent?: {
    readonly type: string;
    readonly callee?: { readonly name?: string; readonly property?: { readonly name?: string } };
    readonly id?: { readonly name?: string };
  };
}

/** Functions and names whose strings people read: what a caller did wrong, what a snapshot should have said. */
const TOLD_TO_PEOPLE = [
  'Error',
  'below',
  'byte',
  'count',
  'expectBytes',
  'expectCount',
  'expectNodes',
  'lacks',
  'loadPairs',
  'nextKey',
  'number',
  'releaseGroup',
  'giveUpClaim',
  'refuseNobody',
  'reproach',
  'reproachVfio',
  'warn',
  'what',
  'whose',
];

/** Leaves the words of messages alone: what a message says is no behaviour of the machine. */
export const messages: Ignorer = {
  shouldIgnore(path) {
    const { node } = path as Place;
    if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return undefined;
    let { parent, parentPath } = path as Place;
    // A message of several pieces.
    while (parent?.type === 'BinaryExpression') ({ parent, parentPath } = parentPath!);
    const name = parent?.callee?.property?.name ?? parent?.callee?.name ?? parent?.id?.name ?? '';
    return TOLD_TO_PEOPLE.includes(name) ? 'the words of a message' : undefined;
  },
};
