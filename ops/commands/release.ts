import type { Command } from 'commander';
import type { BroughtForward } from '../../lib/repair/bring-forward.ts';
import { audited, changing } from '../audited.ts';
import { withStage } from '../aws.ts';
import { brakeWords, holdWords } from '../brake-words.ts';
import { contextOf, examples } from '../context.ts';
import { aboutScope, scopeOf, withScope } from '../held-scope.ts';
import type { Output } from '../output.ts';
import { forwardOf, lift, noteHeldCredentials, type LiftedFrom } from '../release.ts';

export function releaseCommand(program: Command): void {
  changing(withScope(program.command('release')))
    .description('takes off the brake and the automatic hold, and brings what waited for them forward at once')
    .addHelpText(
      'after',
      `${examples(
        'release --shop my-shop --reason "wallet filled up"',
        'release --shop my-shop --thanx',
        'release --credential main --stage prod --reason "Thanx is ready"',
      )}
If it is interrupted, housekeeping does the rest within minutes.
Exit codes: 0 done, 2 called wrongly, 3 released, but some rows could not be brought forward.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      await withStage(stage, async (aws) => {
        const scope = await scopeOf(command, aws);
        await audited(aws, command, { about: aboutScope(scope) }, async (tell) => {
          const lifted = await lift(aws, scope);
          tellLifted(out, lifted);
          const forward = await forwardOf(aws, scope);
          tell(
            `${forward.thankus} ThankUs, ${forward.receipts} receipts, ${forward.giftCards} gift cards brought forward`,
          );
          out.json({ stage: stage.name, lifted, broughtForward: forward });
          tellForward(out, forward);
          if ('shop' in scope && scope.parts.includes('thanx')) await noteHeldCredentials(aws, out);
        });
      });
    });
}

function tellLifted(out: Output, lifted: readonly LiftedFrom[]): void {
  for (const { what, brake, hold } of lifted) {
    if (brake !== undefined) out.line(`Released: ${what}, ${brakeWords(brake)}`);
    if (hold !== undefined) out.line(`Released: ${what}, ${holdWords(hold)}`);
    if (brake === undefined && hold === undefined) out.line(`Nothing held ${what}.`);
  }
}

function tellForward(out: Output, { thankus, receipts, giftCards, failed }: BroughtForward): void {
  const counts = [
    [thankus, 'ThankU', 'ThankUs'],
    [receipts, 'receipt', 'receipts'],
    [giftCards, "order's gift cards", "orders' gift cards"],
  ] as const;
  const words = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  out.line(words.length === 0 ? 'Nothing waited for it.' : `Brought forward: ${words.join(', ')}`);
  if (failed === 0) return;
  out.note(`${failed} rows could not be brought forward. Housekeeping tries them again within minutes.`);
  process.exitCode = 3;
}
