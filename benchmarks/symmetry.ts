/** What symmetry is worth: the known classes of the toy, and a scope that Spin searches without. */
import { explore, MachineSystem } from '#checker';
import { scopes } from '#model';
import { pool, TOY_SCOPE } from '#toy';
import { compiledBySpin, exploreClasses, median, sizesOf } from './searches.js';

/** Until then the engine compiles what it runs. */
const WARM_UP = 30;
const SEARCHES = 31;
const ROUNDS = 3;
const KNOWN = { classes: 1_070, generated: 9_861 };

/** How long a search of the toy takes in a process that has made many. */
export function timeToyClasses(): void {
  const times: number[] = [];
  for (let search = 0; search < WARM_UP + SEARCHES; search++) {
    const startedAt = performance.now();
    const system = new MachineSystem(pool, TOY_SCOPE, { symmetry: true });
    const { distinct, generated } = explore(system);
    if (search >= WARM_UP) times.push(performance.now() - startedAt);
    if (distinct === KNOWN.classes && generated === KNOWN.generated) continue;
    throw new Error(`benchmarks: expected ${JSON.stringify(KNOWN)}, saw ${distinct}, ${generated}`);
  }
  console.log(
    `toy with symmetry: ${KNOWN.classes} classes, ${KNOWN.generated} generated, ${median(times).toFixed(1)} ms warm, the fastest ${Math.min(...times).toFixed(1)} ms`,
  );
}

/**
 * The same scope to its verdict, by the explorer with symmetry and all claims, and by Spin without.
 * Throws unless the classes have as many states together as Spin finds: in this scope every state of
 * a class can be reached.
 */
export function compareClasses(name: 'many-shares', where: string): void {
  const spin = compiledBySpin('mediated', where, sizesOf(scopes[name]));
  const times = { explorer: [] as number[], spin: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const { classes, states } = exploreClasses('--scope', name);
    const exploredAt = performance.now();
    const spun = spin().states;
    times.explorer.push(exploredAt - startedAt);
    times.spin.push(performance.now() - exploredAt);
    if (round === 0) console.log(`scope ${name}: ${classes} classes of ${states} states`);
    if (states !== spun) throw new Error(`benchmarks: Spin finds ${spun} states in scope ${name}`);
  }
  const [ours, theirs] = [median(times.explorer), median(times.spin)];
  console.log(
    `scope ${name}: explorer with symmetry ${(ours / 1000).toFixed(2)} s, Spin without ${(theirs / 1000).toFixed(2)} s   x${(theirs / ours).toFixed(1)}`,
  );
}
