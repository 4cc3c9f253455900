import type { Command } from 'commander';
import { examples, onStage } from '../cli/context.ts';
import { entryById, quarantineOf, rereadPorts } from '../quarantine/entries.ts';
import { describeBody, inspectEntry } from '../quarantine/inspect.ts';
import { describeToday } from '../quarantine/today.ts';
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
        const inspected = await inspectEntry(entry, rereadPorts(aws));
        const { today, body } = inspected;
        const { body: _body, version: _version, ...about } = entry;
        out.json({ stage: stage.name, ...about, today, body });
        out.line(`${out.style('bold', entry.id)}  ${entry.shop} (${entry.platform}), ${instantOf(entry.receivedAt)}`);
        out.line(`Why:    ${entry.reason}`);
        out.line(`Today:  ${describeToday(today)}`);
        for (const [name, value] of Object.entries(entry.headers)) out.line(`${name}: ${value}`);
        out.line();
        const { text, note } = describeBody(inspected);
        if (text !== undefined) out.block(text);
        if (note !== undefined) out[text === undefined ? 'line' : 'note'](note);
        out.note('This is personal data: don’t keep it or pass it on.');
      });
    });
}
