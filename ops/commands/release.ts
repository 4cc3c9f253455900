import type { Command } from 'commander';
import type { ExpeditedCounts } from '../../lib/expedite/expedite.ts';
import { audited, changing } from '../audit/audited.ts';
import { withStage, type StageAws } from '../stage/aws.ts';
import { brakeWords, holdWords } from '../pause/words.ts';
import { contextOf, examples } from '../cli/context.ts';
import { aboutScope, scopeOf, withScope } from '../pause/scope.ts';
import type { Output } from '../cli/output.ts';
import { forwardOf, lift, noteHeldCredentials, type LiftedFrom } from '../pause/resume.ts';
import { see, tellTried } from '../pause/try-one.ts';

export function releaseCommand(program: Command): void {
  changing(withScope(program.command('release')))
    .description('take off a pause and reschedule what waited for it; for an automatic hold, let one order try first')
    .addHelpText(
      'after',
      `${examples(
        'release --shop my-shop --why "wallet filled up"',
        'release --shop my-shop --thanx',
        'release --credential main --stage prod --why "Thanx is ready"',
      )}
An automatic hold is lifted once the partner accepts the one order that tries: if something is still wrong, no further order fails.
If it is interrupted, housekeeping does the rest within minutes.
Exit codes: 0 done, 2 called wrongly, 3 the partner refused the one that tried, or some rows could not be rescheduled.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      await withStage(stage, async (aws) => {
        const scope = await scopeOf(command, aws);
        await audited(aws, command, { about: aboutScope(scope) }, async (tell) => {
          const lifted = await lift(aws, scope);
          tellLifted(out, lifted);
          const forward = await forwardOf(aws, scope, lifted);
          tell(
            `${forward.thankus} ThankUs, ${forward.receipts} receipts, ${forward.giftCards} gift cards rescheduled to now`,
          );
          const tries = await becameOfAll(aws, lifted);
          out.json({ stage: stage.name, lifted, broughtForward: forward, tries });
          tellForward(out, forward, tries.length > 0);
          for (const one of tries) tellTried(out, stage.name, one);
          if (tries.some(({ became }) => became === 'refused')) process.exitCode = 3;
          if ('shop' in scope && scope.parts.includes('thanx')) await noteHeldCredentials(aws, out);
        });
      });
    });
}

const becameOfAll = (aws: StageAws, lifted: readonly LiftedFrom[]) =>
  Promise.all(lifted.flatMap(({ tried }) => (tried === undefined ? [] : [see(aws, tried)])));

function tellLifted(out: Output, lifted: readonly LiftedFrom[]): void {
  for (const { what, brake, tried } of lifted) {
    if (brake !== undefined) out.done(`released ${what}, ${brakeWords(brake)}`);
    if (tried !== undefined) out.line(`Held: ${what}, ${holdWords(tried.hold)}`);
    if (brake === undefined && tried === undefined) out.line(`Nothing held ${what}.`);
  }
}

function tellForward(out: Output, { thankus, receipts, giftCards, failed }: ExpeditedCounts, isHeld: boolean): void {
  const counts = [
    [thankus, 'ThankU', 'ThankUs'],
    [receipts, 'receipt', 'receipts'],
    [giftCards, "order's gift cards", "orders' gift cards"],
  ] as const;
  const words = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  if (words.length > 0) out.done(`rescheduled to now: ${words.join(', ')}`);
  else if (!isHeld) out.line('Nothing waited for it.');
  if (failed === 0) return;
  out.note(`${failed} rows could not be rescheduled. Housekeeping tries them again within minutes.`);
  process.exitCode = 3;
}
