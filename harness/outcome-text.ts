import { type DomainId, type HandleId, NO_PASID, type Topology } from '#contract';
import type { StepOutcome } from '#model';
import type { Observed } from './drive.js';

/** An outcome as people read it: `granted pasid 1`, `refused ENOSPC`, `done, with a warning`. */
export function outcomeText(outcome: Observed | StepOutcome, topology?: Topology): string {
  if (outcome.kind === 'nonsense' || outcome.kind === 'illegal') return outcome.reason;
  const warning = outcome.warned === true ? ', with a warning' : '';
  if (outcome.kind === 'granted') return `granted pasid ${outcome.pasid}${warning}`;
  if (outcome.kind === 'bound') {
    return `bound by ${handleText(outcome.handle, topology)} at pasid ${outcome.pasid}${warning}`;
  }
  if (outcome.kind === 'found') return `found ${handleText(outcome.handle, topology)}${warning}`;
  if (outcome.kind === 'refused') return `refused ${outcome.errno}${warning}`;
  if (outcome.kind === 'opened') {
    const pasid = outcome.pasid === NO_PASID ? '' : ` at pasid ${outcome.pasid}`;
    return `opened file${outcome.file}${pasid}${warning}`;
  }
  if (outcome.kind === 'answered') return `answered ${outcome.code}${warning}`;
  if (outcome.kind === 'reached')
    return `reached ${domainText(outcome.domain, topology)}${warning}`;
  return `${outcome.kind}${warning}`;
}

/** A domain as traces write it: whose it is, where the topology is given. */
export function domainText(domain: DomainId, topology: Topology | undefined): string {
  if (topology === undefined) return `domain ${domain}`;
  const { domains, svaHandles, files } = topology;
  const afterOwn = domain - domains.length;
  if (afterOwn <= 0) return `D${domain}`;
  const afterSva = afterOwn - svaHandles;
  if (afterSva <= 0) return `SVA domain ${afterOwn}`;
  if (afterSva > 2 * files) return `the kernel's domain of g${afterSva - 2 * files - 1}`;
  const which = afterSva % 2 === 1 ? 'first' : 'second';
  return `the ${which} address space of file${Math.ceil(afterSva / 2)}`;
}

/** A handle as traces write it: `a1` where a caller brought it, `h1` where a bind made it. */
export function handleText(handle: HandleId, topology: Topology | undefined): string {
  if (topology === undefined) return `handle ${handle}`;
  const { attachHandles } = topology;
  return handle <= attachHandles ? `a${handle}` : `h${handle - attachHandles}`;
}
