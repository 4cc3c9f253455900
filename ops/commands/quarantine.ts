import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { quarantineDropCommand } from './quarantine-drop.ts';
import { quarantineListCommand } from './quarantine-list.ts';
import { quarantineRereadCommand } from './quarantine-reread.ts';
import { quarantineShowCommand } from './quarantine-show.ts';

export function quarantineCommand(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('verified webhooks that couldn’t be read: list, read again or drop them')
    .addHelpText(
      'after',
      examples(
        'quarantine list --stage prod',
        'quarantine reread --stage prod',
        'quarantine reread --yes --stage prod',
      ),
    );
  quarantineListCommand(quarantine);
  quarantineShowCommand(quarantine);
  quarantineRereadCommand(quarantine);
  quarantineDropCommand(quarantine);
}
