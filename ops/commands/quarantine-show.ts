import type { Command } from 'commander';
import { adapters } from '../../lib/platforms/adapters.ts';
import { openEntry, rereadEntry } from '../quarantine/reread-entry.ts';
import { examples, onStage } from '../cli/context.ts';
import { shownBody } from '../quarantine/body.ts';
import { entryById, quarantineOf, rereadPorts } from '../quarantine/entries.ts';
import { describeToday, todayOf } from '../quarantine/today.ts';
import { jsonText } from '../cli/terminal.ts';
import { instantOf } from '../cli/words.ts';

export function quarantineShowCommand(quarantine: Command): void {
  quarantine
    .command('show')
    .description('one webhook: why it couldn’t be read, whether it can be read today, and its content; changes nothing')
    .argument('<id>', 'its ID, or its beginning')
    .addHelpText(
      'after',
      `${examples('quarantine show 0b8e5c1e', 'quarantine show 0b8e5c1e --json')}
The content is personal data. Gift cards are never shown.`,
    )
    .action(async (id: string, _, command: Command) => {
      await onStage(command, async ({ aws, stage, out }) => {
        const { entry } = await entryById(await quarantineOf(aws), id, stage.name);
        const ports = rereadPorts(aws);
        const opened = await openEntry(entry, ports);
        const today = todayOf(await rereadEntry(entry, ports), entry);
        const body = opened.kind === 'opened' ? shownBody(adapters[entry.platform], opened.webhook.body) : undefined;
        const { body: _body, version: _version, ...about } = entry;
        out.json({ stage: stage.name, ...about, today, body: body ?? { kind: opened.kind } });
        out.line(`${out.style('bold', entry.id)}  ${entry.shop} (${entry.platform}), ${instantOf(entry.receivedAt)}`);
        out.line(`Why:    ${entry.reason}`);
        out.line(`Today:  ${describeToday(today)}`);
        for (const [name, value] of Object.entries(entry.headers)) out.line(`${name}: ${value}`);
        out.line();
        switch (body?.kind) {
          case 'json':
            out.block(jsonText(body.value, 2));
            if (body.cardsHidden) out.note('Fields that may contain a gift card are left out.');
            break;
          case 'text':
            out.block(body.text);
            break;
          case 'hidden':
            out.line(`${body.bytes} bytes that aren’t JSON. They may contain a gift card, so they aren’t shown.`);
            break;
          case undefined:
            out.line(describeToday(today));
            break;
        }
        out.note('This is personal data: don’t keep it or pass it on.');
      });
    });
}
