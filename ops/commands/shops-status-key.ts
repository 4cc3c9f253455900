import type { Command } from 'commander';
import { contextOf, examples } from '../cli/context.ts';
import { newStatusKey, statusKeyHash } from '../../lib/shops/status-key.ts';

export function statusKeyCommand(shops: Command): void {
  shops
    .command('status-key')
    .description('create an API key for GET /orders; put its hash in the settings')
    .addHelpText('after', examples('shops status-key', 'shops status-key --json'))
    .action((_, command: Command) => {
      const { out } = contextOf(command);
      const key = newStatusKey();
      const hash = statusKeyHash(key);
      out.json({ key, hash });
      out.block(`The key, which isn't shown again. Give it to the shop's server or mail system:\n\n  ${key}\n`);
      out.block(
        `Its hash. Put it in the shop's settings file, then run shops apply:\n\n  statusKeys:\n    - ${hash}\n`,
      );
      out.line('The server sends it as: Authorization: Bearer <key>');
    });
}
