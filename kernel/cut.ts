/**
 * The definitions of functions cut out of a C file by name, in the order of the names. Kernel code
 * begins a definition in the first column and ends it with a brace there.
 */
export function cutOut(text: string, file: string, names: readonly string[]): string {
  const lines = text.split('\n');
  return names.map((name) => `${definitionOf(lines, file, name).join('\n')}\n`).join('\n');
}

function definitionOf(lines: readonly string[], file: string, name: string): readonly string[] {
  const head = new RegExp(`^\\w.*\\b${name}\\(`);
  for (let start = 0; start < lines.length; start++) {
    if (!head.test(lines[start]!)) continue;
    const open = lines.findIndex((line, index) => index >= start && /^\{|;$/.test(line));
    // A declaration ends before any brace opens.
    if (open === -1 || lines[open] !== '{') continue;
    const end = lines.indexOf('}', open);
    if (end !== -1) return lines.slice(start, end + 1);
  }
  throw new Error(
    `kernel:build: expected a definition of ${name} in ${file}, saw none; is it another kernel?`,
  );
}
