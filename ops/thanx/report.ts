import type { Usage } from '../../lib/permits/permits.ts';
import type { Output } from '../cli/output.ts';
import type { ThanxAnswers, ThanxSubject } from './check.ts';
import { neededScopes } from './scopes.ts';

export function printThanx(
  out: Output,
  subject: ThanxSubject,
  { scopes, merchants, problems }: ThanxAnswers,
  usage: Usage,
): void {
  const good = out.style('green', 'ok');
  const about = subject.shop === undefined ? '' : ` of ${subject.shop}`;
  out.line(`Thanx credential "${subject.credential}"${about} on stage ${subject.stage} (${subject.thanxUrl})`);
  if (scopes !== undefined) {
    out.line(`Scopes: ${scopes.join(', ') || 'none'}`);
    for (const { scope, purpose } of neededScopes(subject)) {
      const mark = scopes.includes(scope) ? good : out.style('red', 'missing');
      out.line(`  ${scope} ${mark}, needed for ${purpose}`);
    }
    out.line("  Receipts and gift cards need no scope: Thanx's consumer API has none.");
  }
  if (merchants !== undefined) {
    out.line(`Merchants:${merchants.length === 0 ? ' none' : ''}`);
    for (const { id, name, handle } of merchants) {
      const mark = id === subject.merchantId ? ` ${good}, this shop's` : '';
      out.line(`  ${[id, name, handle].filter(Boolean).join('  ')}${mark}`);
    }
  }
  const { usedInWindow, limit, windowMs, blockedUntilMs } = usage;
  const blocked = blockedUntilMs !== undefined && blockedUntilMs > Date.now();
  out.line(`Permits: ${usedInWindow} of ${limit} used in the last ${windowMs / 60_000} minutes, this check included`);
  if (blocked) out.line(`  Thanx answered 429: no calls before ${new Date(blockedUntilMs).toISOString()}.`);
  for (const { message } of problems) out.note(`${out.style('red', 'problem:')} ${message}`);
  if (problems.length === 0) out.line(out.style('green', 'Everything works.'));
}
