/** Something that can say what is wrong with its own representation, if anything. */
export interface SelfChecking {
  representationFault(): string | undefined;
}

/**
 * Debug mode: the same object, its representation checked at entry and exit of each public call. A
 * fault is a mistake in this folder or a wild write by the embedder, so it throws.
 */
export function withChecks<Checked extends SelfChecking>(checked: Checked): Checked {
  return new Proxy(checked, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        // A restore replaces everything, so what was there before does not matter to it.
        if (name !== 'restore') assertRepresentation(target, `before ${String(name)}`);
        const answer: unknown = Reflect.apply(member, target, args);
        assertRepresentation(target, `after ${String(name)}`);
        return answer;
      };
    },
  });
}

function assertRepresentation(checked: SelfChecking, when: string): void {
  const fault = checked.representationFault();
  if (fault !== undefined) throw new Error(`implementation: broken ${when}: ${fault}`);
}
