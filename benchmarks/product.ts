/**
 * How many transitions of model and implementation together are made in a second of processor time: by
 * the product that makes everything anew, by the one that remembers, the first time and when another
 * target of the same process has been searched before? And how long does a certificate take then?
 */
import { explore, Search } from '#checker';
import {
  certify,
  everything,
  implementation,
  PlainProduct,
  ProductSystem,
  runUnit,
  targets,
  unitOf,
} from '#harness';
import { type Scope, scopes } from '#model';

/** So many states are enough of what is slow. */
const PLAIN_STATES = 200;
const STATES_MAX = 200_000;
const ROUNDS = 3;

/** Defects whose shortest failing sequences have 5, 6 and 6 commands. */
const CERTIFIED = [
  'mdev-close-keeps-slot',
  'reuses-pasid-of-closed-file',
  'drain-forgets-requests',
];

const names = process.argv.slice(2);
if (names.length === 0) names.push('queue', 'vfio', 'driver');
for (const name of names) compareProducts(scopes[name as keyof typeof scopes]);
for (const name of CERTIFIED) timeCertificates(name);

function compareProducts(scope: Scope): void {
  const plain = lastOfRounds(() => {
    const search = new Search(new PlainProduct(scope, implementation), { exact: true });
    search.advance(PLAIN_STATES);
    return search.counts().generated;
  });
  const remembering = (): number => explore(new ProductSystem(scope, implementation)).generated;
  const cold = timed(remembering);
  const warm = lastOfRounds(remembering);
  const base = plain.count / plain.seconds;
  for (const [what, { count, seconds }] of Object.entries({ plain, cold, warm })) {
    const rate = count / seconds;
    console.log(
      `${scope.name.padEnd(12)} ${what.padEnd(6)} ${String(count).padStart(8)} transitions ${seconds.toFixed(2).padStart(7)} s ${String(Math.round(rate)).padStart(8)}/s   x${(rate / base).toFixed(1)}`,
    );
  }
}

function timeCertificates(name: string): void {
  const target = targets.get(`defect/${name}`)!;
  const setting = { target, checks: everything, path: 'mutable', callers: 'lawful' } as const;
  for (let number = 0; ; number += 1) {
    const { scope, ...unit } = unitOf(number);
    const { found } = runUnit({ ...unit, scope }, 1, setting);
    if (found === undefined) continue;
    const given = {
      target,
      callers: 'lawful',
      scope,
      run: found.run,
      statesMax: STATES_MAX,
    } as const;
    for (const what of ['cold', 'warm']) {
      const { count, seconds } = timed(() => certify(given).certificate!.sequences);
      console.log(
        `${name}, ${what}: ${count} sequences, ${seconds.toFixed(2)} s, ${Math.round(count / seconds)}/s`,
      );
    }
    return;
  }
}

/** The last of some rounds: the first ones are compiled while they run. */
function lastOfRounds(made: () => number): ReturnType<typeof timed> {
  return Array.from({ length: ROUNDS }, () => timed(made)).at(-1)!;
}

/** Seconds of processor time, so that other work on the machine counts as little as possible. */
function timed(made: () => number): { readonly count: number; readonly seconds: number } {
  const before = process.cpuUsage();
  const count = made();
  const { user, system } = process.cpuUsage(before);
  return { count, seconds: (user + system) / 1e6 };
}
