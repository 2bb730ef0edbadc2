/** The name that is most likely meant where another was typed; undefined if none is close. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, away: distance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, away }) => away <= Math.max(1, name.length / 4))
    .sort((one, other) => one.away - other.away);
  return best?.name;
}

/** How many characters must be put in, taken out or changed (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [i, char] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, its] of Array.from(other).entries()) {
      const changed = row[j]! + (char === its ? 0 : 1);
      next.push(Math.min(changed, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
