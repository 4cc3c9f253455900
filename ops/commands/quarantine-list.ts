import type { Command } from 'commander';
import * as z from 'zod';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import { knownShop } from '../shops/known-shop.ts';
import { examples, onStage } from '../cli/context.ts';
import { quarantineEntries, notAWebhook, quarantineOf, Selection } from '../quarantine/entries.ts';
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
        const reasons = new Map<string, number>();
        const unreadable: string[] = [];
        let entries: Listed[] = [];
        let count = 0;
        const bucket = await quarantineOf(aws);
        for await (const { entry } of quarantineEntries(bucket, selection, (key) => void unreadable.push(key))) {
          const { id, shop, platform, receivedAt, reason, bodyIs } = entry;
          count += 1;
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
          entries.push({ id, shop, platform, receivedAt, reason, bodyIs });
          if (entries.length >= 2 * limit) entries = newest(entries, limit);
        }
        entries = newest(entries, limit);
        const byReason = [...reasons].toSorted(([, a], [, b]) => b - a).map(([reason, of]) => ({ reason, count: of }));
        out.json({ stage: stage.name, count, reasons: byReason, entries, unreadable });
        if (count === 0) out.note('No webhook in quarantine matches.');
        else {
          out.table(
            ['webhooks', 'reason'],
            byReason.map(({ reason, count: of }) => [countCell(of), reason]),
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

type Listed = Pick<QuarantinedWebhook, 'id' | 'shop' | 'platform' | 'receivedAt' | 'reason' | 'bodyIs'>;

const newest = (entries: readonly Listed[], limit: number): Listed[] =>
  entries.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)).slice(0, limit);
