import type { Output } from '../cli/output.ts';
import type { KeptBecause, NoRefreeze, RefreezePart, RefreezeProposal } from '../repair/refreeze.ts';

/** Why an order can't be refrozen, and what to do. */
export const whyNotRefrozen: Record<NoRefreeze, string> = {
  'unknown-order': 'there is no such order. `orders find` searches for it',
  'nothing-failed':
    'nothing of it has failed, and it may have been sent, so the frozen request stays. `orders show` says where it stands',
  'data-gone': 'its data was kept for thirty days, or until its customer was erased, and is gone: nothing can be sent',
  'no-settings': 'its shop has no settings on this stage. Apply them first',
  'settings-newer':
    'its shop’s settings are of a newer version than this command. Use that version, or apply settings without the new keys',
  'other-pid': 'the current settings would give it another pid, and possibly a second ThankU. Restore pidPrefix',
};

const mayExist: Record<RefreezePart['part'], string> = {
  thanku:
    'It can’t be refrozen: not every attempt ended in a definite 400, so a ThankU may exist. orders retry sends the same request again.',
  receipt:
    'It can’t be refrozen: an attempt has an unknown outcome, so a receipt may exist. orders retry sends the same one again.',
  basket:
    'It can’t be refrozen: an attempt was never answered, so Thanx may have the basket. orders retry safely sends the same one again.',
};

/** Describes why one part isn't refrozen, and what to do. */
function whyPartKept({ because, detail }: { because: KeptBecause; detail?: string }, part: RefreezePart['part']) {
  const partner = part === 'thanku' ? 'ThankU' : 'Thanx';
  switch (because) {
    case 'may-exist':
      return mayExist[part];
    case 'not-known':
      return 'It can’t be refrozen: it failed before thankflow recorded how attempts ended. orders retry sends the same request again.';
    case 'left-out':
      return part === 'thanku'
        ? `The current settings would leave the order out (${detail ?? ''}): nothing would be sent.`
        : `The current settings would make no ${part} (${detail ?? ''}).`;
    case 'no-difference':
      return 'It has not been sent yet, and the current settings would produce the frozen request. There is nothing to do.';
    case 'same':
      return `The current settings would produce the same request, which ${partner} already refused. If they were wrong, correct and apply them first.`;
  }
}

/** Describes whether a failed part can be refrozen, and what that needs. `undefined` if the question doesn't arise. */
export function describeRefreeze(
  proposal: RefreezeProposal,
  part: RefreezePart['part'],
): { words: string; still: 'impossible' | 'to-correct' | 'ready' } | undefined {
  if (proposal.kind === 'no') return undefined;
  const found = proposal.parts.find((one) => one.part === part);
  if (found === undefined) return undefined;
  if (found.kept !== undefined) {
    return { words: whyPartKept(found.kept, part), still: found.kept.because === 'same' ? 'to-correct' : 'impossible' };
  }
  const fields = found.differences.map(({ field }) => field.slice(field.indexOf('.') + 1)).join(', ');
  return { words: `The current settings would change: ${fields}.`, still: 'ready' };
}

/** Describes in one line why an order isn't refrozen. `undefined` if some part would be. */
export function whyKept(proposal: RefreezeProposal): string | undefined {
  if (proposal.kind === 'no') return whyNotRefrozen[proposal.because];
  if (proposal.parts.some(({ kept }) => kept === undefined)) return undefined;
  return proposal.parts.map(({ kept, part }) => (kept === undefined ? '' : whyPartKept(kept, part))).join(' ');
}

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
        printDifference(out, field, frozen ?? 'nothing', now ?? 'nothing');
  }
}

const shortEnough = 40;

function printDifference(out: Output, field: string, frozen: string, now: string): void {
  if (frozen.length <= shortEnough && now.length <= shortEnough && !/\n/.test(frozen + now)) {
    out.line(`  ${field}: ${out.style('red', frozen)} → ${out.style('green', now)}`);
    return;
  }
  out.line(`  ${field}:`);
  for (const line of frozen.split('\n')) out.line(out.style('red', `    - ${line}`));
  for (const line of now.split('\n')) out.line(out.style('green', `    + ${line}`));
}
