import { readdir, readFile, writeFile } from 'node:fs/promises';

/** Where the code that Stryker puts in begins to note that a place was reached. */
const NOTES = 'var c = cov.static;';

/** Notes are for the run without an alteration; `runner.ts` then takes away what they are kept in. */
const NOTES_IF_KEPT = `if (ns.mutantCoverage === undefined) return; ${NOTES}`;

const BUILT = 'dist/implementation';
for (const name of await readdir(BUILT)) {
  if (!name.endsWith('.js')) continue;
  const code = await readFile(`${BUILT}/${name}`, 'utf8');
  if (!code.includes('stryCov')) continue;
  const [before, after, ...more] = code.split(NOTES);
  if (after === undefined || more.length > 0) {
    throw new Error(
      `${BUILT}/${name}: expected '${NOTES}' once in the code of Stryker, which has another version; see what it says in @stryker-mutator/instrumenter`,
    );
  }
  await writeFile(`${BUILT}/${name}`, `${before}${NOTES_IF_KEPT}${after}`);
}
