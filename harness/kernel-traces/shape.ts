import * as v from 'valibot';
import { InputError, shown } from '../input-error.js';
import { type Place, showLine } from './json-line.js';

/**
 * The value in the shape asked for, or an InputError that names the first field that is not.
 * Every schema carries as its message the phrase for what it expects: `a string`, `one of a, b`.
 */
export function shaped<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  place: Place,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new InputError({
    ...place,
    expected: path === null ? issue.message : `field '${path}' to be ${issue.message}`,
    seen: shown(issue.path === undefined ? issue.input : issue.path.at(-1)?.value),
    next: showLine(place),
  });
}

/** The complaint about a field that has the right shape and still cannot stand there. */
export function misplaced(
  field: string,
  expected: string,
  value: unknown,
  place: Place,
): InputError {
  return new InputError({
    ...place,
    expected: `field '${field}' to be ${expected}`,
    seen: shown(value),
    next: showLine(place),
  });
}

/** An object with exactly these fields. */
export function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, phraseOf(entries));
}

/** An object with at least these fields; the others are left for a later look. */
export function partOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.object(entries, phraseOf(entries));
}

/** An absent field is reported by its object, which therefore has to quote the field's phrase. */
function phraseOf(entries: v.ObjectEntries) {
  return (issue: v.BaseIssue<unknown>): string => {
    if (issue.path === undefined) return 'an object';
    if (issue.expected === 'never') return 'absent';
    const field = entries[String(issue.path[0].key)];
    const message = field !== undefined && 'message' in field ? field.message : undefined;
    return typeof message === 'string' ? message : 'an object';
  };
}

/** One of these words. */
export function word<const Words extends readonly string[]>(words: Words) {
  return v.picklist(words, `one of ${words.join(', ')}`);
}

/** The phrase for a name. */
export const NAME = 'a name of letters, digits, _, . and -, which begins with a letter';
/** The name of an entity, as the record calls it. */
export const name = v.pipe(v.string(NAME), v.regex(/^[A-Za-z][\w.-]*$/, NAME));

export const text = v.string('a string');
export const integer = v.pipe(v.number('a number'), v.safeInteger('a whole number within 2^53'));

const WHOLE = `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;
/** A count or an amount: what a ledger of JavaScript numbers holds exactly. */
export const whole = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(0, WHOLE));
