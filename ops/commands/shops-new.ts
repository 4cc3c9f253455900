import { InvalidArgumentError, Option, type Command } from 'commander';
import * as z from 'zod';
import { ShopId } from '../../lib/order/order.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { contextOf, examples } from '../cli/context.ts';
import { newShop } from '../shops/new-shop.ts';
import { writeNewFile } from '../shops/write-new-file.ts';
import { shellWord } from '../cli/terminal.ts';

const Options = z.object({ platform: PlatformName, out: z.string().optional() });

export function newCommand(shops: Command): void {
  shops
    .command('new')
    .description('write settings for a new shop, which work on the local stack and say what to replace')
    .argument('<shop>', "the shop's ID: 2 to 40 of a-z, 0-9 and -", shopId)
    .addOption(
      new Option('--platform <name>', 'the shop’s platform').choices(PlatformName.options).makeOptionMandatory(),
    )
    .option('--out <file>', 'the file to write; default: <shop>.yaml; - prints it')
    .addHelpText(
      'after',
      `${examples('shops new my-shop --platform shopify', 'shops new my-shop --platform standard --out shops/my-shop.yaml')}
It never overwrites a file, and needs neither a stage nor AWS.`,
    )
    .action(async (shop: string, _, command: Command) => {
      const { out } = contextOf(command);
      const options = Options.parse(command.opts());
      const print = options.out === '-';
      const file = print || options.out === undefined ? `${shop}.yaml` : options.out;
      const text = newShop(shop, options.platform, file, new Date());
      if (print) {
        out.json({ shop, platform: options.platform, settings: text });
        out.block(text.trimEnd());
        return;
      }
      await writeNewFile(file, text);
      out.json({ shop, platform: options.platform, file });
      out.line(`Written: ${file}`);
      out.note(`Next: ./thankflow shops apply ${shellWord(file)}`);
    });
}

function shopId(text: string): string {
  if (ShopId.safeParse(text).success) return text;
  throw new InvalidArgumentError(`expected 2 to 40 of a-z, 0-9 and -, such as my-shop, not "${text}".`);
}
