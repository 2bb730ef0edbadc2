import { type SmallMachine, smallMachines } from '#model';
import { code, factLink, list, page, prose } from './markdown.js';

/** The machines beside the reference machine: what each is for, and what is claimed of it. */
export const machinesPage = (): string =>
  page(
    'Small machines',
    'Questions that are asked of machines of their own, each searched to its end by `npx pasid-verify explore --machine`. Their claims have no seeded defects: `properties/` spoils the machines instead.',
    ...smallMachines.flatMap(machineBlocks),
  );

function machineBlocks({ title, about, claims, notKept, witnesses }: SmallMachine): string[] {
  return [
    `## ${title}`,
    ...about.map(prose),
    ...claims.flatMap((claim) => claimBlocks(claim, notKept[claim.id], witnesses)),
  ];
}

function claimBlocks(
  claim: SmallMachine['claims'][number],
  notKept: string | undefined,
  witnesses: SmallMachine['witnesses'],
): string[] {
  const { situation } = witnesses.find(({ id }) => id === claim.antecedent)!;
  const said = [
    `**Kernel:** ${prose(claim.kernel)}`,
    ...(claim.facts.length === 0 ? [] : [`**Facts:** ${claim.facts.map(factLink).join(', ')}`]),
    `**Claimed:** ${claim.profiles.join(', ') || 'nowhere'}; ${claim.callers} callers`,
    `**Says something once** ${code(claim.antecedent)} **is reached:** ${prose(situation)}`,
    ...(notKept === undefined ? [] : [`**Not kept everywhere:** ${prose(notKept)}`]),
  ];
  return [`### ${claim.id}`, `**${prose(claim.claim)}**`, prose(claim.why), list(said)];
}
