import type { Command } from 'commander';
import * as z from 'zod';
import { serveConsole } from '../console/serve.ts';
import { contextOf, examples } from '../cli/context.ts';
import { interruptedCode, interruptible } from '../cli/interrupt.ts';
import { wholeNumberFrom } from '../cli/option-values.ts';

const Options = z.object({ port: z.number(), readOnly: z.boolean().default(false) });

export function consoleCommand(program: Command): void {
  program
    .command('console')
    .description('a web page on this machine: what needs a person, orders, dead letters, and buttons that repair them')
    .option('--port <number>', 'the port on 127.0.0.1; default: any free one', wholeNumberFrom(0, 65_535), 0)
    .option('--read-only', 'show everything, and change nothing')
    .addHelpText(
      'after',
      `${examples('console', 'console --stage prod --read-only')}
It uses this shell's AWS credentials, and its buttons run the commands of this command line. Nobody else can open it: it
listens on this machine only, and its address works once. Ctrl-C stops it.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const options = Options.parse(command.opts());
      await interruptible('Stopping the console. Commands that it runs finish first.', async (signal) => {
        const running = await serveConsole({
          stage,
          ...options,
          environment: process.env,
          onUsed: (address) => out.line(`For another browser: ${address}`),
        });
        out.json({ stage: stage.name, address: running.address });
        out.line(`The console of stage ${stage.name}: ${running.address}`);
        out.line('The address works once, in one browser. Ctrl-C stops the console.');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        await running.stop();
        // What a stage that doesn't answer was asked would keep this process for minutes.
        process.exit(interruptedCode());
      });
    });
}
