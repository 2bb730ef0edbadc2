/** What an alphabet needs of an action's declaration. */
interface Parametrised {
  readonly kind: string;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Every action of a scope as a value, in order of declaration, then of domains; the last parameter
 * changes fastest. `valuesOf` says which values a domain has there.
 */
export function defineAlphabet<Action>(
  declarations: readonly Parametrised[],
  valuesOf: (domain: string) => readonly number[],
): readonly Action[] {
  return declarations.flatMap(({ kind, params }) => {
    let tuples: (readonly (readonly [name: string, value: string | number])[])[] = [
      [['kind', kind]],
    ];
    for (const [name, domain] of Object.entries(params)) {
      tuples = tuples.flatMap((tuple) =>
        valuesOf(domain).map((value) => [...tuple, [name, value] as const]),
      );
    }
    // Made at once and not field by field: all actions then have one hidden class, and a search that
    // asks each of them a million times takes two thirds of the time.
    return tuples.map((tuple) => Object.fromEntries(tuple) as Action);
  });
}
