import { type ActionTable, POLICIES, type Policy, type Profile, tables } from '#contract';

/** One answer that the table of an action lists: what coverage counts. */
export interface Cell {
  readonly action: string;
  /** Without the numbers in it: `ENOSPC`, `bound`, `done, with a warning`. */
  readonly answer: string;
}

const WARNED = ', with a warning';

/** An answer as cells write it. */
export function answerText(answer: string, warns: boolean | undefined): string {
  return warns === true ? `${answer}${WARNED}` : answer;
}

/** Whether the kernel warns with this answer, because a caller broke its contract. */
export function isWarned({ answer }: Cell): boolean {
  return answer.endsWith(WARNED);
}

/** Every cell of a profile, in the order of the tables. */
export function cellsOf(profile: Profile): readonly Cell[] {
  return tables.flatMap((table: ActionTable) =>
    [...answersOf(table)]
      .filter(([, decided]) => decided.some((named) => holdAll(named, profile)))
      .map(([answer]) => ({ action: table.action, answer })),
  );
}

/** The cells that the profile does not have, each with the decisions that it would take. */
export function cellsElsewhere(profile: Profile): readonly (Cell & { readonly only: string })[] {
  return tables.flatMap((table: ActionTable) =>
    [...answersOf(table)]
      .filter(([, decided]) => !decided.some((named) => holdAll(named, profile)))
      .map(([answer, decided]) => ({
        action: table.action,
        answer,
        only: decided.map((named) => named.join(' and ')).join(', or '),
      })),
  );
}

/** Each answer of a table, with the decisions (`freeBy: holder`) under which each check gives it. */
function answersOf(table: ActionTable): Map<string, (readonly string[])[]> {
  const answers = new Map<string, (readonly string[])[]>();
  const list = (answer: string, policy?: string): void => {
    const decided = [table.policy, policy].filter((named) => named !== undefined);
    answers.set(answer, [...(answers.get(answer) ?? []), decided]);
  };
  for (const { answer, warns, policy } of table.checks) list(answerText(answer, warns), policy);
  list(table.answer);
  return answers;
}

function holdAll(decided: readonly string[], profile: Profile): boolean {
  const policy: Policy = POLICIES[profile];
  return decided.every((named) => {
    const [decision, values] = named.split(': ');
    return values!.split(' or ').includes(policy[decision as keyof Policy]);
  });
}
