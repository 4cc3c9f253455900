import type { Command } from 'commander';
import * as z from 'zod';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { parseSecret } from '../../lib/secrets/read.ts';
import { AppSecret, secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { askHidden } from '../cli/ask.ts';
import { contextOf, examples } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { publishesKeys } from '../platform/webhook-traits.ts';
import { withStage, type StageAws } from '../stage/aws.ts';
import { currentSecret, lookAtSecret, replaceSecret, textOf } from '../../lib/secrets/writer.ts';
import { rotationOf, withRotation } from '../secrets/rotation-options.ts';
import { checkWebhookSecret, rotated } from '../secrets/webhook-rotation.ts';
import { knownShop } from '../shops/known-shop.ts';

export function putWebhookCommand(put: Command): void {
  withRotation(changing(put.command('webhook')))
    .description("the secret that a shop's platform signs webhooks with; the previous one stays valid for a while")
    .requiredOption('--shop <id>', "the shop's ID")
    .addHelpText(
      'after',
      examples(
        'secrets put webhook --shop my-shop',
        'secrets put webhook --shop my-shop --stage prod < secret.txt',
        'secrets put webhook --shop my-shop --previous-hours 0   # the old one leaked',
      ),
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const { shop } = z.object({ shop: z.string() }).parse(command.opts());
      const rotation = rotationOf(command);
      const name = secretNames.webhook(stage.name, shop);
      const written = await withStage(stage, async (aws) => {
        const { raw } = await knownShop(aws, shop);
        const seen = await lookAtSecret(aws.secrets, name);
        // Only a newer version knows the form of another platform's secrets.
        const platform = PlatformName.safeParse(raw['platform']).data;
        if (platform !== undefined && publishesKeys(platform))
          throw new ThankflowError(
            'refused',
            `${shop} needs no webhook secret: ${platformTitles[platform]} publishes the keys that it signs with. Nothing was written.`,
          );
        const [fresh = ''] = await askHidden([`Webhook secret of ${shop} (${platform ?? 'unknown platform'})`]);
        if (platform !== undefined) checkWebhookSecret(fresh, platform);
        if (platform === 'shopware') await refuseRegistered(aws, shop);
        const stored = await textOf(aws.secrets, seen);
        const after = rotated(stored === undefined ? undefined : parseSecret(WebhookSecret, name, stored), {
          fresh,
          nowMs: Date.now(),
          ...rotation,
        });
        if (after !== undefined) {
          await audited(aws, command, { about: [shop] }, () => replaceSecret(aws.secrets, seen, after, tagsOf(stage)));
        }
        return after;
      });
      const previousUntil = written?.previous?.expiresAt;
      const believedFrom = new Date(Date.now() + stage.cacheTtlMs).toISOString();
      out.json({ stage: stage.name, name, outcome: written ? 'written' : 'unchanged', previousUntil, believedFrom });
      if (written === undefined) {
        out.line(`unchanged  this is already the current webhook secret of ${shop}`);
        return;
      }
      out.done(`written: ${name}`);
      out.line(
        `Takes effect within ${stage.cacheTtlMs / 1000} s. Have the platform sign with it from ${believedFrom} on.`,
      );
      if (previousUntil !== undefined) out.line(`The previous secret stays valid until ${previousUntil}.`);
    });
}

/** @throws ThankflowError `refused` if the shop's Shopware signs with the secret that it got, and nobody can give it another one by hand */
async function refuseRegistered({ secrets, stage }: StageAws, shop: string): Promise<void> {
  const app = await currentSecret(secrets, AppSecret, secretNames.app(stage.name, shop));
  if (app?.registered === undefined) return;
  throw new ThankflowError(
    'refused',
    `${shop} got its webhook secret when it registered, and its Shopware signs with no other. Nothing was written. ` +
      `To give it a new one, let it register again, and have the merchant reinstall the app: ./thankflow secrets put app --shop ${shop} --register-again --stage ${stage.name}`,
  );
}
