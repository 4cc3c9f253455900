import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { changeApp, manifestFolder, writeManifest } from '../app/app-secret.ts';
import { changing } from '../audit/audited.ts';
import { examples, onStage } from '../cli/context.ts';
import { knownShop } from '../shops/known-shop.ts';

const Options = z.object({
  shop: z.string(),
  folder: z.string().optional(),
  registerAgain: z.boolean().default(false),
  newSecret: z.boolean().default(false),
});

export function putAppCommand(put: Command): void {
  changing(put.command('app'))
    .description("the secret of a Shopware shop's app, which is generated, and the manifest that contains it")
    .requiredOption('--shop <id>', "the shop's ID")
    .option('--folder <path>', 'where the app’s folder with its manifest is written; default: <shop>-app')
    .option('--register-again', 'let the shop register once more, after its app was uninstalled')
    .option('--new-secret', 'make a new secret: somebody else has the manifest')
    .addHelpText(
      'after',
      `${examples('secrets put app --shop my-shop', 'secrets put app --shop my-shop --register-again --stage prod')}
A registered shop signs with its secret when it registers once more, so nobody else can
take its place. If the shop has lost that secret, because its app was uninstalled, it is
refused. Make sure with the merchant that it was them, before you use --register-again.
With --new-secret, the merchant also has to install the new manifest.`,
    )
    .action(async (_, command: Command) => {
      const { shop, folder, registerAgain, newSecret } = Options.parse(command.opts());
      if (registerAgain && newSecret)
        throw new ThankflowError('usage', 'give either --register-again or --new-secret, which includes the other');
      await onStage(command, async ({ aws, stage, out }) => {
        const { raw } = await knownShop(aws, shop);
        if (raw['platform'] !== 'shopware')
          throw new ThankflowError('bad-settings', `${shop} isn't a Shopware shop. Nothing was written.`);
        const change = newSecret ? 'new-secret' : registerAgain ? 'register-again' : 'keep';
        const { name, app, outcome } = await changeApp(aws, command, shop, change);
        const file = await writeManifest(aws, shop, app, folder ?? manifestFolder(shop));
        out.json({ stage: stage.name, name, outcome, manifest: file, registered: app.registered ?? null });
        if (outcome === 'written') out.done(`written: ${name}`);
        else out.line(`unchanged  ${shop} has an app`);
        out.line(`The manifest is in ${file}. It contains the app's secret: don't put it in git.`);
        if (app.registered === undefined)
          out.note(
            'Next: zip the folder Thankflow and install the app in the shop (Extensions → My extensions → Upload).',
          );
        else out.line(`Registered since ${app.registered.at}: ${app.registered.url}`);
      });
    });
}
