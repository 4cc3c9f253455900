import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { senders } from '../../lib/senders/senders.ts';
import { topicNames } from '../../lib/senders/sent-order.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { askLine, pipedText } from '../cli/ask.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { cannotRead } from '../cli/cannot-read.ts';
import { wholeNumber } from '../cli/option-values.ts';
import { interruptible } from '../cli/interrupt.ts';
import { readableShop } from '../shops/known-shop.ts';
import { amount, currency, language, SendOptions } from '../send/options.ts';
import { sendFile, sendOrders } from '../send/run.ts';

export function sendCommand(program: Command): void {
  changing(program.command('send'))
    .description('test a shop: send made-up orders, signed as its platform signs them, and show the results')
    .requiredOption('--shop <id>', "the shop's ID")
    .addOption(
      new Option('--topic <name>', 'the event; each platform has some of these').choices(topicNames).default('paid'),
    )
    .option('--order-id <id>', 'an order sent before, to send again, cancel or refund it; default: a new one')
    .option('--amount <amount>', 'the amount paid or refunded; default: one that the settings thank', amount)
    .option('--currency <code>', 'its currency; default: one that the settings thank', currency)
    .option('--name <name>', "the customer's name, or - to read it from stdin; default: Ada Lovelace")
    .option('--email <address>', "the customer's address; default: a new one at example.com")
    .option('--language <locale>', "the customer's language: en, de-AT", language)
    .option('--test', 'a test order, which spends nothing')
    .option('--count <orders>', 'how many different orders to send', wholeNumber, 1)
    .option('--file <body>', 'sign and send this body unchanged')
    .addHelpText(
      'after',
      `${examples(
        'send --shop my-shop',
        'send --shop my-shop --amount 45 --name "Grace Hopper" --language de',
        'send --shop my-shop --topic cancelled --order-id 5410938202391',
        'send --shop my-shop --count 50',
        'send --shop my-shop --file body.json --topic refunded',
      )}
Topics by platform: ${Object.entries(senders)
        .map(([platform, { topics }]) => `${platform} ${Object.keys(topics).join(', ')}`)
        .join('; ')}.
It never spends money: on stages that do, it only sends test orders (--test) and orders of simulated shops.
Exit codes: 0 thanked, simulated, or left out by the settings; 1 refused or failed; 2 wrong usage; 3 not finished yet.`,
    )
    .action(async (_, command: Command) => {
      const options = await withName(SendOptions.parse(command.opts()));
      refuseMixture(command, options);
      const body = options.file === undefined ? undefined : await bodyIn(options.file);
      await onStage(command, async ({ aws, out }) => {
        const stored = await readableShop(aws, options.shop);
        await audited(aws, command, { about: [options.shop] }, (tell) =>
          interruptible('Stopped waiting. The orders that were sent are processed anyway.', (signal) =>
            body === undefined
              ? sendOrders(aws, stored, options, { out, tell, signal })
              : sendFile(aws, stored, { ...options, body }, { out, tell, signal }),
          ),
        );
      });
    });
}

/** Reads a name from stdin, because shells and process lists keep arguments. @throws `usage` if stdin has no name */
async function withName(options: SendOptions): Promise<SendOptions> {
  if (options.name !== '-') return options;
  const name = process.stdin.isTTY ? await askLine("The customer's name:") : (await pipedText()).trim();
  if (name === '') throw new ThankflowError('usage', "expected the customer's name on stdin, found nothing");
  return { ...options, name };
}

function refuseMixture(command: Command, { file, count, orderId }: SendOptions): void {
  const given = (names: readonly string[]) => names.filter((name) => command.getOptionValueSource(name) === 'cli');
  if (file !== undefined) {
    const [other] = given(['orderId', 'amount', 'currency', 'name', 'email', 'language', 'test', 'count']);
    const flag = command.options.find((option) => option.attributeName() === other)?.long;
    if (flag !== undefined) throw new ThankflowError('usage', `--file sends the body unchanged: leave out ${flag}`);
  }
  if (count > 1 && orderId !== undefined)
    throw new ThankflowError('usage', '--count sends different orders: leave out --order-id');
}

async function bodyIn(file: string): Promise<Buffer<ArrayBuffer>> {
  try {
    const body = await readFile(file);
    if (body.length > 0) return body;
  } catch (cause) {
    throw cannotRead(file, cause);
  }
  throw new ThankflowError('usage', `${file} is empty`);
}
