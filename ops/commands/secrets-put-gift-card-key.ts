import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { CardKeysSecret } from '../../lib/sealing/card-keys.ts';
import { withNewKey } from '../../lib/sealing/new-key.ts';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { parseSecret } from '../../lib/secrets/read.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { lookAtSecret, replaceSecret, textOf } from '../../lib/secrets/writer.ts';

export function putGiftCardKeyCommand(put: Command): void {
  changing(put.command('gift-card-key'))
    .description('create a new key pair to encrypt gift cards; it isn’t shown, and older keys are kept')
    .addHelpText('after', examples('secrets put gift-card-key', 'secrets put gift-card-key --stage prod'))
    .action(async (_, command: Command) => {
      await onStage(command, async ({ aws, stage, out }) => {
        const name = secretNames.giftCardKey(stage.name);
        const publicKeys = publicKeyStore(aws.documents, aws.settingsTable);
        const inUse = await publicKeys.get();
        const seen = await lookAtSecret(aws.secrets, name);
        const kept = await textOf(aws.secrets, seen);
        const older = kept === undefined ? undefined : parseSecret(CardKeysSecret, name, kept);
        const { secret, publicKey } = await withNewKey(older, randomUUID());
        await audited(aws, command, { about: ['gift-card-key'] }, async () => {
          // The private key comes first, because ingest seals cards as soon as the public key exists.
          await replaceSecret(aws.secrets, seen, secret, tagsOf(stage));
          if (!(await publicKeys.replace(inUse, publicKey))) {
            throw new ThankflowError(
              'refused',
              'another operator put a gift card key at the same time, and cards are encrypted with that one. Yours is kept, but not used.',
            );
          }
        });
        const keys = secret.keys.length;
        out.json({ stage: stage.name, name, outcome: 'written', keys });
        out.done(`written: ${name}, a new key and ${keys - 1} older`);
        out.line(`Takes effect within ${stage.cacheTtlMs / 1000} s.`);
      });
    });
}
