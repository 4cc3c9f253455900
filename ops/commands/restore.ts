import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { restoreLimitCommand } from './restore-limit.ts';
import { restoreTablesCommand } from './restore-tables.ts';

export function restoreCommand(program: Command): void {
  const restore = program
    .command('restore')
    .description('make tables safe that were restored to an earlier time')
    .addHelpText(
      'after',
      examples(
        'restore tables --to 2026-11-29T09:30Z --stage prod',
        'restore limit --shop my-shop --month 120 --day 8',
      ),
    );
  restoreTablesCommand(restore);
  restoreLimitCommand(restore);
}
