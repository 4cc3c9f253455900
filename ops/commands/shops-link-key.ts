import type { Command } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { keyVersionsIn } from '../../lib/shops/thanks-page-settings.ts';
import { thanksLink } from '../../lib/thanks-link.ts';
import { examples, onStage } from '../cli/context.ts';
import { wholeNumber } from '../cli/option-values.ts';
import { knownShop } from '../shops/known-shop.ts';
import { linkKeyOf } from '../shops/thanks-link.ts';

export function linkKeyCommand(shops: Command): void {
  shops
    .command('link-key')
    .description("print the key with which a shop computes the links of its customers' pages")
    .argument('<shop>', "the shop's ID")
    .option('--version <number>', 'the version of the key; default: the newest that the settings allow', wholeNumber)
    .option('--order <id>', "print only the link of this order, by the platform's ID")
    .addHelpText('after', examples('shops link-key my-shop', 'shops link-key my-shop --order 5410938202391'))
    .action(async (shop: string, options: { version?: number; order?: string }, command: Command) => {
      await onStage(command, async ({ aws, stage, out }) => {
        const { raw } = await knownShop(aws, shop);
        const valid = keyVersionsIn(raw);
        const { version = valid[0] ?? 1, order } = options;
        if (order === '') throw new ThankflowError('usage', "--order needs the platform's ID of an order");
        const key = await linkKeyOf(aws, shop, version);
        if (key === undefined) {
          const name = secretNames.linkSecret(stage.name);
          throw new ThankflowError(
            'refused',
            `the secret ${name} is missing. Deploy stage ${stage.name} to create it.`,
          );
        }
        const isValid = valid.includes(version);
        if (order === undefined) {
          out.json({ stage: stage.name, shop, version, isValid, key });
          out.block(`The link key of ${shop}, version ${version}:\n\n  ${key}\n`);
          out.line('Use it on servers and in mail templates only, never in a browser. Recipes: docs/give-the-link.md');
        } else {
          const link = thanksLink(await aws.apiUrl(), key, shop, order);
          out.json({ stage: stage.name, shop, version, isValid, link });
          out.line(link);
        }
        if (!isValid) {
          const versions = [version, ...valid].slice(0, 2).join(', ');
          out.note(
            `warning: links with version ${version} don't work yet. First apply settings with thanksPage.keyVersions: [${versions}]`,
          );
        }
      });
    });
}
