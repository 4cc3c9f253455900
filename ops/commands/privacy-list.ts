import type { Command } from 'commander';
import * as z from 'zod';
import { openRequests } from '../privacy/requests.ts';
import { withStage } from '../stage/aws.ts';
import { contextOf, examples } from '../cli/context.ts';
import { knownShop } from '../shops/known-shop.ts';
import { privacyPorts } from '../privacy/ports.ts';
import { showRequest } from '../privacy/show-request.ts';

const Options = z.object({ shop: z.string().optional() });

export function privacyListCommand(privacy: Command): void {
  privacy
    .command('list')
    .description('what customers and platforms asked for that a person has to see to; changes nothing')
    .option('--shop <id>', 'of this shop only')
    .addHelpText(
      'after',
      `${examples('privacy list', 'privacy list --shop my-shop --json')}
Four kinds: requests for data (privacy export answers them), erased customers of whom dead letters or quarantine may still
hold something, whole shops to be erased (privacy erase does both), and public ThankUs that name somebody who was erased
(ThankU's support takes them down). privacy close ID takes any of them from the list. Shows personal data.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const { shop } = Options.parse(command.opts());
      await withStage(stage, async (aws) => {
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
          out.note('This is personal data: do not send it where it does not belong.');
      });
    });
}
