import type { Command } from 'commander';
import * as z from 'zod';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { purchaseWebhookUrl } from '../../lib/partners/thanx/purchase-webhook.ts';
import { parseSecret } from '../../lib/secrets/read.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { lookAtSecret, replaceSecret, textOf } from '../../lib/secrets/writer.ts';
import { audited, changing } from '../audit/audited.ts';
import { askHidden } from '../cli/ask.ts';
import { contextOf, examples, onStage } from '../cli/context.ts';
import { rotationOf, withRotation } from '../secrets/rotation-options.ts';
import { rotated } from '../secrets/webhook-rotation.ts';
import { knownCredential } from '../stage/known-credential.ts';

/** In Thanx's example it's a UUID. */
const Secret = z.string().regex(/^[\x21-\x7e]{16,500}$/);

export function putThanxWebhookCommand(put: Command): void {
  withRotation(changing(put.command('thanx-webhook')))
    .description('the secret that Thanx signs purchase webhooks with; without it, none are taken')
    .requiredOption('--credential <name>', 'the credential, normally main')
    .addHelpText(
      'after',
      `${examples('secrets put thanx-webhook --credential main', 'secrets put thanx-webhook --credential main < secret.txt')}
Thanx enables the webhook for the address that this prints, and gives you the secret (developer.support@thanx.com). From then
on, a purchase that certainly is one of the stage's receipts settles it, and it isn't polled any more (docs/operating.md).`,
    )
    .action(async (_, command: Command) => {
      const { credential } = z.object({ credential: z.string() }).parse(command.opts());
      knownCredential(contextOf(command).stage, credential);
      const rotation = rotationOf(command);
      await onStage(command, async ({ aws, stage, out }) => {
        const name = secretNames.thanxWebhook(stage.name, credential);
        const url = purchaseWebhookUrl(await aws.apiUrl(), credential);
        const seen = await lookAtSecret(aws.secrets, name);
        const [fresh = ''] = await askHidden([`Secret of Thanx's purchase webhook (credential ${credential})`]);
        if (!Secret.safeParse(fresh).success)
          throw new ThankflowError(
            'bad-secret',
            "this isn't the secret of a webhook: expected at least 16 letters, digits and signs, no spaces. Nothing was written.",
          );
        const stored = await textOf(aws.secrets, seen);
        const before = stored === undefined ? undefined : parseSecret(WebhookSecret, name, stored);
        const after = rotated(before, { fresh, nowMs: Date.now(), ...rotation });
        if (after !== undefined)
          await audited(aws, command, { about: [`credential ${credential}`] }, () =>
            replaceSecret(aws.secrets, seen, after, tagsOf(stage)),
          );
        const previousUntil = after?.previous?.expiresAt;
        out.json({ stage: stage.name, name, url, outcome: after ? 'written' : 'unchanged', previousUntil });
        if (after === undefined) out.line(`unchanged  this is already the current webhook secret of ${credential}`);
        else {
          out.done(`written: ${name}`);
          out.line(`Takes effect within ${stage.cacheTtlMs / 1000} s.`);
        }
        if (previousUntil !== undefined) out.line(`The previous secret stays valid until ${previousUntil}.`);
        out.line(`The address to give to Thanx: ${url}`);
      });
    });
}
