/**
 * The definitions of functions cut out of a C file by name, in the order of the names. Kernel code
 * begins a definition in the first column and ends it with a brace there.
 */
export function cutOut(text: string, file: string, names: readonly string[]): string {
  const cut = names.map((name) => {
    const { start, end } = definitionIn(text, file, name);
    return text.slice(start, end);
  });
  return cut.join('\n');
}

/** Where the definition of a function lies in a C file, the end of its last line included. */
export function definitionIn(
  text: string,
  file: string,
  name: string,
): { readonly start: number; readonly end: number } {
  const lines = text.split('\n');
  const head = new RegExp(`^\\w.*\\b${name}\\(`);
  for (let first = 0; first < lines.length; first++) {
    if (!head.test(lines[first]!)) continue;
    const open = lines.findIndex((line, index) => index >= first && /^\{|;$/.test(line));
    // A declaration ends before any brace opens.
    if (open === -1 || lines[open] !== '{') continue;
    const last = lines.indexOf('}', open);
    if (last !== -1) return { start: offset(lines, first), end: offset(lines, last + 1) };
  }
  throw new Error(
    `kernel:build: expected a definition of ${name} in ${file}, saw none; is it another kernel?`,
  );
}

/** Where a line begins. */
function offset(lines: readonly string[], line: number): number {
  return lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
}
