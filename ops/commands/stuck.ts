import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { didYouMean } from '../../lib/nearest.ts';
import { stuckCodes, meaningOf, type StuckCode } from '../stuck/codes.ts';
import { withStage } from '../stage/aws.ts';
import { contextOf, examples } from '../cli/context.ts';
import { interruptible } from '../cli/interrupt.ts';
import { progress } from '../cli/progress.ts';
import { readLogs } from '../logs/read.ts';
import { findStuck } from '../stuck/find.ts';
import { printReason, printStuck } from '../stuck/print.ts';
import { remedyOf } from '../stuck/remedy.ts';
import { wholeNumber } from '../cli/option-values.ts';

const Options = z.object({
  reason: z.custom<StuckCode>().optional(),
  limit: z.number().default(50),
  all: z.boolean().default(false),
  check: z.boolean().default(false),
});

/** Without `--all`, it takes a few seconds, some thousand reads, and a query of a day of the functions' logs. */
const quickly = { readRows: 5000, countTo: 200_000, lookInto: 500 };
const wholly = { readRows: Infinity, countTo: Infinity, lookInto: Infinity };

export function stuckCommand(program: Command): void {
  program
    .command('stuck')
    .description('everything that needs a person, by reason, with the commands that fix it')
    .option('--reason <code>', 'only this reason, with details of each entry', stuckCode)
    .option('--limit <count>', 'with --reason: show at most this many', wholeNumber, 50)
    .option('--all', 'read every row and every dead letter')
    .option('--check', 'exit with 3 if anything is stuck, for scripts')
    .addHelpText(
      'after',
      `${examples('stuck', 'stuck --stage prod --check', 'stuck --stage prod --reason thanku-rejected')}
It reads dead letters and puts them back, so other readers can't see them for a moment. Without --all, it reads the first
${quickly.readRows} rows and ${quickly.lookInto} dead letters of each queue, and says what it left out.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 with --check: something is stuck.

Reasons:
${stuckCodes.map((code) => `  ${code.padEnd(30)}  ${meaningOf(code).means}`).join('\n')}`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const { reason, limit, all, check } = Options.parse(command.opts());
      const nowMs = Date.now();
      const bar = progress('reading rows', 0);
      const onRead = (read: number, of: number) => bar.advance(read, of);
      const stuck = await withStage(stage, (aws) =>
        interruptible(
          'Putting everything back. Press Ctrl-C again to leave that to SQS, which takes 15 minutes.',
          (signal) =>
            findStuck(aws, {
              ...(all ? wholly : quickly),
              keep: limit,
              nowMs,
              logs: readLogs(aws, nowMs),
              onRead,
              signal,
            }),
        ).finally(() => bar.stop()),
      );
      const findings = stuck.findings.filter(({ code }) => reason === undefined || code === reason);
      const { notRead, letters, problems } = stuck;
      const explained = findings.map((finding) => ({
        ...finding,
        means: meaningOf(finding.code).means,
        fix: remedyOf(finding, stage.name),
      }));
      const at = new Date(nowMs).toISOString();
      out.json({ stage: stage.name, at, stuck: explained, notRead, deadLetterQueues: letters, problems });
      for (const problem of problems) out.note(`warning: ${problem}`);
      const [only] = findings;
      if (reason === undefined) printStuck(out, stuck, { stage: stage.name, nowMs });
      else if (only === undefined) out.line(`Nothing on stage ${stage.name} is stuck for the reason ${reason}.`);
      else printReason(out, only, { stage: stage.name, nowMs });
      if (check && (findings.length > 0 || notRead !== undefined)) process.exitCode = 3;
    });
}

function stuckCode(text: string): StuckCode {
  const code = stuckCodes.find((known) => known === text);
  if (code !== undefined) return code;
  throw new InvalidArgumentError(
    `there is no reason "${text}"${didYouMean(text, stuckCodes)}. To list them: ./thankflow stuck --help`,
  );
}
