import type { Command } from 'commander';
import type { ExpeditedCounts } from '../../lib/expedite/expedite.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { describeCircuit, describePause } from '../pause/describe.ts';
import { auditSubjects, resumeScopeOf, withScope, withTarget } from '../pause/scope.ts';
import type { Output } from '../cli/output.ts';
import { noteStoppedCredentials, reschedule, resume, type Resumed } from '../pause/resume.ts';
import { awaitTry, printTry } from '../pause/try-one.ts';

export function resumeCommand(program: Command): void {
  changing(withTarget(withScope(program.command('resume'))))
    .description('end a pause and reschedule what waited for it; if a circuit is open, let one order try first')
    .addHelpText(
      'after',
      `${examples(
        'resume --shop my-shop --why "wallet filled up"',
        'resume --shop my-shop --thanx',
        'resume --shop my-shop --target erp --why "its certificate is renewed"',
        'resume --credential main --stage prod --why "Thanx is ready"',
      )}
An open circuit closes when the partner, or the shop's own system, accepts the one order that tries. If something is still
wrong, no further order fails. If the command is interrupted, housekeeping finishes the work within minutes.
Exit codes: 0 done, 2 wrong usage, 3 the order that tried was refused, or some rows couldn't be rescheduled.`,
    )
    .action(async (_, command: Command) => {
      await onStage(command, async ({ aws, stage, out }) => {
        const scope = await resumeScopeOf(command, aws);
        await audited(aws, command, { about: auditSubjects(scope) }, async (tell) => {
          const resumed = await resume(aws, scope);
          printResumed(out, resumed);
          const rescheduled = await reschedule(aws, scope, resumed);
          const { thankus, receipts, baskets, giftCards, notifications } = rescheduled;
          tell(
            `${thankus} ThankUs, ${receipts} receipts, ${baskets} baskets, ${giftCards} gift cards, notifications of ${notifications} orders rescheduled to now`,
          );
          const tries = await Promise.all(
            resumed.flatMap(({ tried }) => (tried === undefined ? [] : [awaitTry(aws, tried)])),
          );
          out.json({ stage: stage.name, resumed, rescheduled, tries });
          printRescheduled(out, rescheduled, tries.length > 0);
          for (const one of tries) printTry(out, stage.name, one);
          if (tries.some(({ outcome }) => outcome === 'refused')) process.exitCode = 3;
          if ('parts' in scope && scope.parts.includes('thanx')) await noteStoppedCredentials(aws, out);
        });
      });
    });
}

function printResumed(out: Output, resumed: readonly Resumed[]): void {
  for (const { what, brake, tried, removed } of resumed) {
    if (removed === true) {
      out.done(`closed the circuit of ${what}: the shop's settings don't have it any more, so they are skipped`);
      continue;
    }
    if (brake !== undefined) out.done(`resumed ${what}, ${describePause(brake)}`);
    if (tried !== undefined) out.line(`${what}: ${describeCircuit(tried.hold)}`);
    if (brake === undefined && tried === undefined) out.line(`unchanged  ${what}: not paused`);
  }
}

function printRescheduled(out: Output, rescheduled: ExpeditedCounts, isCircuitOpen: boolean): void {
  const { thankus, receipts, baskets, giftCards, notifications, failed } = rescheduled;
  const counts = [
    [thankus, 'ThankU', 'ThankUs'],
    [receipts, 'receipt', 'receipts'],
    [baskets, 'basket', 'baskets'],
    [giftCards, "order's gift cards", "orders' gift cards"],
    [notifications, "order's notifications", "orders' notifications"],
  ] as const;
  const parts = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  if (parts.length > 0) out.done(`rescheduled to now: ${parts.join(', ')}`);
  else if (!isCircuitOpen) out.line('Nothing was waiting for it.');
  if (failed === 0) return;
  out.note(`${failed} rows couldn't be rescheduled. Housekeeping tries them again within minutes.`);
  process.exitCode = 3;
}
