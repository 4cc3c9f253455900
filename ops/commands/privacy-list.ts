import type { Command } from 'commander';
import { openRequests } from '../privacy/requests.ts';
import { examples, onStage } from '../cli/context.ts';
import { privacyPorts } from '../privacy/ports.ts';
import * as z from 'zod';
import { knownShop } from '../shops/known-shop.ts';
import { showRequest } from '../privacy/show-request.ts';

const Options = z.object({ shop: z.string().optional() });

export function privacyListCommand(privacy: Command): void {
  privacy
    .command('list')
    .description('open privacy requests that need a person; changes nothing')
    .option('--shop <id>', 'only this shop’s requests')
    .addHelpText(
      'after',
      `${examples('privacy list', 'privacy list --shop my-shop --json')}
There are four kinds: requests for data (answer with privacy export), erased customers whose data may still be in dead
letters or quarantine, whole shops to erase (both: privacy erase), and public ThankUs that name an erased customer (ask
ThankU's support to take them down). privacy close ID closes any of them. The list contains personal data.`,
    )
    .action(async (_, command: Command) => {
      const { shop } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        if (shop !== undefined) await knownShop(aws, shop);
        const ports = privacyPorts(aws);
        const unreadable: string[] = [];
        const open = await Array.fromAsync(openRequests(ports, shop, (message) => void unreadable.push(message)));
        const listed: object[] = [];
        if (open.length === 0 && unreadable.length === 0) out.note('There are no open requests.');
        for (const request of open) {
          if (listed.length > 0) out.line();
          listed.push(await showRequest(out, ports.store, request, stage.name));
        }
        for (const message of unreadable) out.note(`Not listed: ${message}`);
        out.json({ stage: stage.name, requests: listed, unreadable });
        if (open.some(({ kind }) => kind === 'export' || kind === 'erase'))
          out.note('This is personal data: don’t pass it on.');
      });
    });
}
