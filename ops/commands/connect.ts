import { Argument, type Command } from 'commander';
import { exitCodeOf } from '../../lib/signals.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { changing } from '../audit/audited.ts';
import { pipedText } from '../cli/ask.ts';
import { contextOf, examples } from '../cli/context.ts';
import { interrupt } from '../cli/interrupt.ts';
import { ConnectOptions, shopIdOption, waitDuration } from '../connect/options.ts';
import { askingPerson } from '../connect/prompts.ts';
import { readSecretLines, secretLines, withoutPerson } from '../connect/questions.ts';
import { connect } from '../connect/run.ts';
import { userName } from '../stage/local.ts';

export function connectCommand(program: Command): void {
  changing(program.command('connect'))
    .description('connect a shop step by step: settings, secrets, webhooks, and the first order')
    .addArgument(new Argument('<platform>', 'the shop’s platform').choices(PlatformName.options))
    .option('--shop <id>', "the shop's ID, part of its webhook URL; default: asked for", shopIdOption)
    .option('--name <text>', "the shop's name, for messages to customers")
    .option('--file <path>', 'the settings file, written if it doesn’t exist; default: <shop>.yaml')
    .option('--wallet <name>', 'the name (slug) of the ThankU wallet')
    .option('--thanku-order-id <id>', 'the wallet’s ThankU Order ID, such as A-21-13')
    .option('--platform-shop-id <id>', "the platform's own ID of the shop, such as Wix’s instance ID")
    .option('--url <address>', "the shop's address, for its platform's API")
    .option('--api', "give a credential for the platform's API, without being asked")
    .option('--no-api', 'don’t ask for a credential, and do without the API')
    .option('--yes', 'create webhooks through the API without asking')
    .option(
      '--wait <duration>',
      'how long to wait for the first webhook, 0: not at all; default: 10m on a terminal',
      waitDuration,
    )
    .option('--by <name>', 'your name, for the record', userName())
    .addHelpText(
      'after',
      `${examples(
        'connect woocommerce',
        'connect shopify --shop my-shop --stage prod',
        'connect woocommerce --shop my-shop --url https://my-shop.example --yes --stage prod < secrets.txt',
      )}
It asks for what it needs, unless an option says it. Running it again continues
where it stopped, and changes nothing that is done.
Secrets are asked for without echo, or read from stdin as name=value lines:
${secretLines.join(', ')}.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 a secret is missing.
docs/operating.md, “Connecting a shop”, explains each step.`,
    )
    .action(async (name: string, _, command: Command) => {
      const context = contextOf(command);
      const platform = PlatformName.parse(name);
      const { wait: waitMs, ...given } = command.opts<{ wait?: number }>();
      const options = ConnectOptions.parse({ ...given, waitMs });
      const questions = process.stdin.isTTY
        ? await askingPerson({
            input: process.stdin,
            output: process.stderr,
            cancelled: () => {
              context.out.note('Everything stays as it is. To continue, run the same command again.');
              interrupt('SIGINT');
              process.exit(exitCodeOf('SIGINT'));
            },
          })
        : withoutPerson(readSecretLines(await pipedText()));
      await connect(context, command, platform, options, questions);
    });
}
