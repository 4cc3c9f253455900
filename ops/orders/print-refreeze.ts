import type { RefreezeProposal } from '../repair/refreeze.ts';
import type { Output } from '../cli/output.ts';
import { whyPartKept, whyNotRefrozen } from './describe-refreeze.ts';

/** One line: why an order stays as it is. `undefined` if some part of it would be frozen anew. */
export function whyKept(proposal: RefreezeProposal): string | undefined {
  if (proposal.kind === 'no') return whyNotRefrozen[proposal.because];
  if (proposal.parts.some(({ kept }) => kept === undefined)) return undefined;
  return proposal.parts.map(({ kept, part }) => (kept === undefined ? '' : whyPartKept(kept, part))).join(' ');
}

/** What would be sent otherwise, field by field, for people. */
export function printProposal(out: Output, key: string, proposal: RefreezeProposal): void {
  const why = whyKept(proposal);
  out.line(out.style('bold', key));
  if (why !== undefined || proposal.kind === 'no') {
    out.line(`  ${out.style('yellow', 'stays as it is:')} ${why ?? ''}`);
    return;
  }
  for (const { differences, kept, part } of proposal.parts) {
    if (kept !== undefined) out.line(`  ${whyPartKept(kept, part)}`);
    else
      for (const { field, frozen, now } of differences)
        tellDifference(out, field, frozen ?? 'nothing', now ?? 'nothing');
  }
}

const shortEnough = 40;

function tellDifference(out: Output, field: string, frozen: string, now: string): void {
  if (frozen.length <= shortEnough && now.length <= shortEnough && !/\n/.test(frozen + now)) {
    out.line(`  ${field}: ${out.style('red', frozen)} → ${out.style('green', now)}`);
    return;
  }
  out.line(`  ${field}:`);
  for (const line of frozen.split('\n')) out.line(out.style('red', `    - ${line}`));
  for (const line of now.split('\n')) out.line(out.style('green', `    + ${line}`));
}
