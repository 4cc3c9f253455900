import type { Command } from 'commander';
import * as z from 'zod';
import { knownShop } from '../shops/known-shop.ts';
import { examples, onStage } from '../cli/context.ts';
import { quarantineEntries, notAWebhook, quarantineOf, Selection } from '../quarantine/entries.ts';
import { listEntries } from '../quarantine/listing.ts';
import { withSelection } from '../quarantine/chosen.ts';
import { wholeNumber } from '../cli/option-values.ts';
import { agoCell, countCell, number, shortCell } from '../cli/words.ts';

const Options = Selection.extend({ limit: z.number() });

export function quarantineListCommand(quarantine: Command): void {
  withSelection(quarantine.command('list'))
    .description('webhooks in quarantine by reason, newest first; changes nothing')
    .option('--limit <n>', 'list at most this many; all are counted', wholeNumber, 20)
    .addHelpText(
      'after',
      `${examples('quarantine list', 'quarantine list --shop my-shop --since 2d', 'quarantine list --matching currency --json')}
A webhook is quarantined if its signature is right and its content isn't what the platform documents. It is kept for a
year. The reason names the fields and never quotes their content.`,
    )
    .action(async (_, command: Command) => {
      const { limit, ...selection } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        if (selection.shop !== undefined) await knownShop(aws, selection.shop);
        const unreadable: string[] = [];
        const bucket = await quarantineOf(aws);
        const selected = quarantineEntries(bucket, selection, (key) => void unreadable.push(key));
        const { count, reasons, entries } = await listEntries(selected, limit);
        out.json({ stage: stage.name, count, reasons, entries, unreadable });
        if (count === 0) out.note('No webhook in quarantine matches.');
        else {
          out.table(
            ['webhooks', 'reason'],
            reasons.map(({ reason, count: of }) => [countCell(of), reason]),
            'nothing',
          );
          out.heading();
          out.table(
            ['id', 'shop', 'platform', 'received', 'reason'],
            entries.map(({ id, shop, platform, receivedAt, reason }) => [
              id,
              shop,
              platform,
              agoCell(Date.parse(receivedAt), Date.now()),
              shortCell(reason, 60),
            ]),
          );
          if (count > entries.length)
            out.note(`These are the newest ${number(entries.length)} of ${number(count)}. To list more: --limit`);
          out.note(`To see one: ./thankflow quarantine show ID --stage ${stage.name}`);
          out.note(`To read them again with this version: ./thankflow quarantine reread --stage ${stage.name}`);
        }
        for (const key of unreadable) out.note(notAWebhook(key));
      });
    });
}
