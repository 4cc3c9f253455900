import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { auditCommand } from './commands/audit.ts';
import { certifyCommand } from './commands/certify.ts';
import { connectCommand } from './commands/connect.ts';
import { consoleCommand } from './commands/console.ts';
import { dlqCommand } from './commands/dlq.ts';
import { doctorCommand } from './commands/doctor.ts';
import { privacyCommand } from './commands/privacy.ts';
import { quarantineCommand } from './commands/quarantine.ts';
import { ordersCommand } from './commands/orders.ts';
import { pauseCommand } from './commands/pause.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { reportCommand } from './commands/report.ts';
import { restoreCommand } from './commands/restore.ts';
import { resumeCommand } from './commands/resume.ts';
import { secretsCommand } from './commands/secrets.ts';
import { sendCommand } from './commands/send.ts';
import { smokeCommand } from './commands/smoke.ts';
import { shopsCommand } from './commands/shops.ts';
import { statusCommand } from './commands/status.ts';
import { stuckCommand } from './commands/stuck.ts';
import { thanxCommand } from './commands/thanx.ts';
import { examples } from './cli/context.ts';
import { describeFailure } from './cli/failures.ts';
import { interruptedCode } from './cli/interrupt.ts';
import { wrapLine } from './cli/layout.ts';
import { reportFailure } from './cli/output.ts';
import { withoutSecretArguments } from './secrets/arguments.ts';

/** Help is this wide, also on wider terminals: long lines are hard to read. */
const helpColumns = 80;

function writeHelp(text: string): void {
  const lines = text.split('\n').map((line) => wrapLine(line, helpColumns));
  process.stdout.write(lines.join('\n'));
}

export const program = new Command('thankflow')
  .description(
    `Connect shops, see how a stage is doing, and fix what is stuck.
If an alarm woke you up: \`stuck\` lists what needs a person, and the commands that fix it.`,
  )
  .option('--stage <name>', 'the stage to work on', process.env['THANKFLOW_STAGE'] ?? 'local')
  .option('--json', 'print one JSON value on stdout, and nothing else')
  .configureHelp({ showGlobalOptions: true, helpWidth: helpColumns })
  .version(packageJson.version)
  .exitOverride()
  // main() reports failures, so that `--json` covers them too.
  .configureOutput({ outputError: () => undefined, writeOut: writeHelp })
  .addHelpText(
    'after',
    `${examples('stuck --stage prod', 'status --stage prod --watch', 'orders find 1001 --stage prod', 'dlq list --stage prod', 'shops apply my-shop.yaml --stage prod')}
Exit codes: 0 done, 1 refused or failed, 2 wrong usage or unknown name, 3 done, but something needs a person, 130 Ctrl-C.
Lists are tables on a terminal, and TSV without a header when piped.
The default stage is local, or THANKFLOW_STAGE. The local stack is the one in LOCAL_DIR (default .local).
docs/operating.md explains the commands. docs/runbook.md says what to do for each alarm and each reason of \`stuck\`.`,
  );
statusCommand(program);
stuckCommand(program);
doctorCommand(program);
consoleCommand(program);
connectCommand(program);
shopsCommand(program);
secretsCommand(program);
sendCommand(program);
smokeCommand(program);
thanxCommand(program);
certifyCommand(program);
dlqCommand(program);
ordersCommand(program);
reconcileCommand(program);
reportCommand(program);
pauseCommand(program);
resumeCommand(program);
quarantineCommand(program);
privacyCommand(program);
auditCommand(program);
restoreCommand(program);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `… | head` has closed the pipe.
  if (error.code === 'EPIPE') process.exit(0);
  // A closed terminal can't be written to; its signal ends the command.
  if (interruptedCode() === undefined) throw error;
});

/** Runs the command line. Prints failures and sets `process.exitCode`. */
export async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    const { json, stage } = program.opts<{ json?: boolean; stage: string }>();
    if (error instanceof CommanderError && error.exitCode === 0) process.exitCode = 0;
    // Without a command, `thankflow` and `thankflow orders` print their help.
    else if (error instanceof CommanderError && error.code === 'commander.help') {
      if (json === true) reportFailure({ code: 'usage', message: 'give a command; --help lists them' }, true);
      process.exitCode = 2;
    } else {
      const { exitCode, ...failure } = withoutSecretArguments(
        describeFailure(error, stage),
        error,
        process.argv.slice(2),
      );
      reportFailure(failure, json === true);
      process.exitCode = exitCode;
    }
  }
  process.exitCode = interruptedCode() ?? process.exitCode;
}
