import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { auditCommand } from './commands/audit.ts';
import { dlqCommand } from './commands/dlq.ts';
import { privacyCommand } from './commands/privacy.ts';
import { quarantineCommand } from './commands/quarantine.ts';
import { ordersCommand } from './commands/orders.ts';
import { pauseCommand } from './commands/pause.ts';
import { resumeCommand } from './commands/resume.ts';
import { secretsCommand } from './commands/secrets.ts';
import { sendCommand } from './commands/send.ts';
import { shopsCommand } from './commands/shops.ts';
import { statusCommand } from './commands/status.ts';
import { stuckCommand } from './commands/stuck.ts';
import { thanxCommand } from './commands/thanx.ts';
import { examples } from './cli/context.ts';
import { failureOf } from './cli/failures.ts';
import { interruptedCode } from './cli/interrupt.ts';
import { wrapLine } from './cli/layout.ts';
import { reportFailure } from './cli/output.ts';
import { withoutSecretArguments } from './secrets/arguments.ts';

/** Help fits a terminal of this width, and is not wider where it is wider: prose is read so more easily. */
const helpColumns = 80;

function writeHelp(text: string): void {
  const lines = text.split('\n').map((line) => wrapLine(line, helpColumns));
  process.stdout.write(lines.join('\n'));
}

/** The command line as a whole. */
export const program = new Command('thankflow')
  .description(
    `The operator's command line: connect shops, see how a stage is doing, replay and repair what is stuck.
Woken at night? \`stuck\` says what waits for a person, and which commands put it right.`,
  )
  .option('--stage <name>', 'which stage to work on', process.env['THANKFLOW_STAGE'] ?? 'local')
  .option('--json', 'print JSON, and nothing but JSON, on stdout')
  .configureHelp({ showGlobalOptions: true, helpWidth: helpColumns })
  .version(packageJson.version)
  .exitOverride()
  // Failures are told once, below, so that `--json` can tell them too.
  .configureOutput({ outputError: () => undefined, writeOut: writeHelp })
  .addHelpText(
    'after',
    `${examples('stuck --stage prod', 'status --stage prod --watch', 'orders find 1001 --stage prod', 'dlq list --stage prod', 'shops apply my-shop.yaml --stage prod')}
Exit codes: 0 done, 1 refused or failed, 2 called wrongly or something unknown, 3 done, but something is left for a person; 130 after Ctrl-C.
Lists are tables on a terminal, and TSV without a head where they are piped.
The stage is local unless --stage or THANKFLOW_STAGE says otherwise. The local stack is found by LOCAL_DIR (.local).
More: docs/operating.md explains the commands, docs/runbook.md what to do for each alarm and each reason of \`stuck\`.`,
  );
statusCommand(program);
stuckCommand(program);
shopsCommand(program);
secretsCommand(program);
sendCommand(program);
thanxCommand(program);
dlqCommand(program);
ordersCommand(program);
pauseCommand(program);
resumeCommand(program);
quarantineCommand(program);
privacyCommand(program);
auditCommand(program);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `… | head` has read enough.
  if (error.code === 'EPIPE') process.exit(0);
  // A closed terminal takes nothing more; its signal ends the command.
  if (interruptedCode() === undefined) throw error;
});

/** Runs the command line. Failures are told here and end in `process.exitCode`. */
export async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    const { json, stage } = program.opts<{ json?: boolean; stage: string }>();
    if (error instanceof CommanderError && error.exitCode === 0) process.exitCode = 0;
    // `thankflow` and `thankflow orders` alone have shown their help.
    else if (error instanceof CommanderError && error.code === 'commander.help') {
      if (json === true) reportFailure({ code: 'usage', message: 'no command was named; --help lists them' }, true);
      process.exitCode = 2;
    } else {
      const { exitCode, ...failure } = withoutSecretArguments(failureOf(error, stage), error, process.argv.slice(2));
      reportFailure(failure, json === true);
      process.exitCode = exitCode;
    }
  }
  process.exitCode = interruptedCode() ?? process.exitCode;
}
