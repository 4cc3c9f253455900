import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { putAppCommand } from './secrets-put-app.ts';
import { putGiftCardKeyCommand } from './secrets-put-gift-card-key.ts';
import { putNotifyCommand } from './secrets-put-notify.ts';
import { putPartnerCommands } from './secrets-put-partner.ts';
import { putPlatformCommand } from './secrets-put-platform.ts';
import { putThanxWebhookCommand } from './secrets-put-thanx-webhook.ts';
import { putWebhookCommand } from './secrets-put-webhook.ts';
import { shareCommand } from './secrets-share.ts';

export function secretsCommand(program: Command): void {
  const secrets = program
    .command('secrets')
    .description("write the stage's secrets, which are never shown")
    .addHelpText(
      'after',
      examples('secrets put webhook --shop my-shop --stage prod', 'secrets put thanku --shop my-shop --stage prod'),
    );
  const put = secrets
    .command('put')
    .description('write a secret: the command asks for it without echo, or reads it from stdin')
    .addHelpText(
      'after',
      examples('secrets put thanku --shop my-shop', 'secrets put webhook --shop my-shop < secret.txt'),
    );
  putWebhookCommand(put);
  putPartnerCommands(put);
  putThanxWebhookCommand(put);
  putPlatformCommand(put);
  putNotifyCommand(put);
  putAppCommand(put);
  putGiftCardKeyCommand(put);
  shareCommand(secrets);
}
