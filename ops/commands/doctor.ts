import type { Command } from 'commander';
import * as z from 'zod';
import { contextOf, examples, type Context } from '../cli/context.ts';
import { describeFailure } from '../cli/failures.ts';
import { wrong, type Finding } from '../connection/finding.ts';
import { printFindings, summary } from '../connection/print.ts';
import { examine } from '../doctor/checks.ts';
import { withStage } from '../stage/aws.ts';

const Options = z.object({ after: z.boolean().default(false) });

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check that a stage can be deployed from this checkout, or has been')
    .option('--after', 'after a deployment: the stage must run this checkout’s code')
    .addHelpText(
      'after',
      `${examples('doctor --stage prod', 'doctor --stage prod --after', 'doctor --stage prod --json')}
It checks the account and region, this machine's clock, the CDK's bootstrap
stack, the stage's stacks, the concurrency that the account allows, the
functions' code, secrets, settings, and whether somebody receives the alarms.
It changes nothing, and works before the first deployment. It bundles and
synthesizes the stage first, which takes some seconds.
“wrong” must stop a deployment. “?” means that something can't be found out,
“–” that there is nothing to find out.
Exit codes: 0 nothing is wrong, 1 failed, 2 wrong usage, 3 something is wrong.`,
    )
    .action(async (_, command: Command) => {
      await examineStage(contextOf(command), Options.parse(command.opts()).after);
    });
}

async function examineStage({ stage, out }: Context, isAfter: boolean): Promise<void> {
  const findings: Finding[] = [];
  const see = (finding: Finding) => {
    findings.push(finding);
    printFindings(out, [finding]);
  };
  try {
    await withStage(stage, async (aws) => {
      for await (const finding of examine(aws, { isAfter })) see(finding);
    });
  } catch (error) {
    // Another account, no credentials: nothing else can be checked.
    if (stage.name === 'local') throw error;
    see(wrong('account-unknown', describeFailure(error, stage.name).message));
  }
  const isWrong = findings.some(({ state }) => state === 'wrong');
  out.json({ stage: stage.name, at: new Date().toISOString(), ok: !isWrong, findings });
  out.line();
  out.line(`Stage ${stage.name}: ${summary(findings)}`);
  if (isWrong) {
    out.note(isAfter ? 'Fix what is wrong.' : 'Fix what is wrong before you deploy.');
    process.exitCode = 3;
  }
}
