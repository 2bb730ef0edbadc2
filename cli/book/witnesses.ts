import { witnesses } from '#model';
import { claims } from './invariants.js';
import { anchor, claimLink, code, page, prose, table } from './markdown.js';

/** The situations that must be reached. */
export const witnessesPage = (): string =>
  page(
    'Witnesses',
    'Situations that must be reached in each profile named. Where one is not, `verify` is undecided, and the claims in the last column were checked in vain.',
    table(
      ['witness', 'situation', 'profiles', 'callers', 'antecedent of'],
      witnesses.map((witness) => [
        `${anchor(witness.id)}${code(witness.id)}`,
        prose(witness.situation),
        witness.profiles.join(', '),
        witness.callers ?? 'lawful',
        claims
          .filter(({ antecedent }) => antecedent === witness.id)
          .map(({ id }) => claimLink(id))
          .join(', '),
      ]),
    ),
  );
