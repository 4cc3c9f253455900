import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import { wholly } from '../../lib/shops/settings-store.ts';
import { changing } from '../audit/audited.ts';
import { examples, onStage } from '../cli/context.ts';
import { hasApi } from '../platform/address.ts';
import { shopAdmin } from '../platform/admin.ts';
import { credentialForms } from '../platform/credential-forms.ts';
import { askCredential } from '../platform/credential.ts';
import { examine } from '../platform/examine.ts';
import { printExamined, putPlatformSecret, refuseUnfit } from '../platform/put.ts';
import { lookAtSecret } from '../../lib/secrets/writer.ts';
import { knownShop } from '../shops/known-shop.ts';

const Options = z.object({ shop: z.string(), url: z.string().optional(), unchecked: z.boolean().default(false) });

/** The lines of each platform's credential. */
const formsHelp = (): string =>
  ApiPlatform.options
    .map((platform) => {
      const forms = credentialForms[platform].map(({ parts }) => parts.map(({ title }) => title).join(', '));
      return [platformTitles[platform], ...forms.map((form, index) => `  ${index === 0 ? '' : 'or '}${form}`)].join(
        '\n',
      );
    })
    .join('\n');

export function putPlatformCommand(put: Command): void {
  changing(put.command('platform'))
    .description("the credential for the API of a shop's platform, to find lost orders and check webhooks")
    .requiredOption('--shop <id>', "the shop's ID")
    .option('--url <address>', "the shop's address; default: asked for")
    .option('--unchecked', 'write it even if it doesn’t work or lacks a permission')
    .addHelpText(
      'after',
      `${examples('secrets put platform --shop my-shop', 'secrets put platform --shop my-shop --stage prod < credential.txt')}
On stdin, a line each: the shop's address (not with --url, and not for platforms
that have one address for all shops), then what the platform has:
${formsHelp()}
Before anything is written, the credential is used to list orders and to read
one. docs/operating.md, “Connecting a shop”, says where to get one.`,
    )
    .action(async (_, command: Command) => {
      const { shop, url, unchecked } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const stored = await knownShop(aws, shop);
        // Of settings that a newer version applied, only the platform has to be known.
        const platform = PlatformName.safeParse(stored.raw['platform']).data ?? wholly(stored).settings.platform;
        if (!hasApi(platform)) {
          throw new ThankflowError(
            'bad-settings',
            `${shop} has \`platform: ${platform}\`, of which thankflow knows no API. Nothing was written.`,
          );
        }
        const seen = await lookAtSecret(aws.secrets, secretNames.platform(stage.name, shop));
        const secret = await askCredential(platform, shop, url, aws.sandboxes);
        const examined = await examine(shopAdmin(secret, stored.settings), Date.now());
        if (!unchecked) refuseUnfit(examined, ', add --unchecked.');
        const isOn = await putPlatformSecret(aws, command, { shop, seen, secret });
        out.json({
          stage: stage.name,
          name: seen.name,
          outcome: 'written',
          credential: examined,
          reconciliation: isOn,
        });
        out.done(`written: ${seen.name}`);
        printExamined(out, examined);
        out.line(
          isOn
            ? 'Reconciliation is on. It uses the credential within five minutes.'
            : 'Reconciliation is off. To have lost orders found, add `reconcile: {}` to the settings and apply them.',
        );
        out.note(`Next: ./thankflow shops check ${shop} --stage ${stage.name}`);
      });
    });
}
