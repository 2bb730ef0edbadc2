import * as v from 'valibot';
import { type CgroupId, cgroupId, type LedgerTopology } from '#contract';
import type { Place } from './json-line.js';
import { misplaced, name, record, shaped, word } from './shape.js';

/** The name a call gives to a resource that does not exist. */
export const NO_RESOURCE = 'none';

const miscScope = record({
  size: word(['small', 'medium', 'large']),
  resources: v.pipe(
    v.array(name, 'a list of names'),
    v.nonEmpty('a list with at least one name'),
    v.check((names) => new Set(names).size === names.length, 'a list without repetition'),
    v.excludes(NO_RESOURCE, `a list without '${NO_RESOURCE}', which stands for no resource`),
  ),
  cgroups: v.pipe(
    v.array(
      record({ cg: name, parent: v.union([name, v.null()], 'the name of a cgroup, or null') }),
      'a list of cgroups',
    ),
    v.nonEmpty('a list with at least the root'),
  ),
});

/** The fixed things of a recording of the misc controller, with the names the record uses. */
export interface MiscScope {
  readonly resourceNames: readonly string[];
  readonly cgroupNames: readonly string[];
  readonly topology: LedgerTopology;
}

/** Reads `scope` of the header. A cgroup has to come after its parent, so the first is the root. */
export function miscScopeOf(scope: unknown, place: Place): MiscScope {
  const { resources, cgroups } = shaped(v.object({ scope: miscScope }), { scope }, place).scope;
  const ids = new Map<string, CgroupId>();
  const parents = cgroups.map(({ cg, parent }, index) => {
    if (ids.has(cg)) throw misplaced(`scope.cgroups.${index}.cg`, 'a new name', cg, place);
    const id = parent === null ? null : ids.get(parent);
    if (id === undefined || (id === null) !== (index === 0)) {
      const expected =
        index === 0 ? 'null, for the first is the root' : 'the name of a cgroup before it';
      throw misplaced(`scope.cgroups.${index}.parent`, expected, parent, place);
    }
    ids.set(cg, cgroupId(index));
    return { parent: id };
  });
  return {
    resourceNames: resources,
    cgroupNames: [...ids.keys()],
    topology: { resources, cgroups: parents },
  };
}
