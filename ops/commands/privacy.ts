import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { privacyCloseCommand } from './privacy-close.ts';
import { privacyEraseCommand } from './privacy-erase.ts';
import { privacyExportCommand } from './privacy-export.ts';
import { privacyListCommand } from './privacy-list.ts';

export function privacyCommand(program: Command): void {
  const privacy = program
    .command('privacy')
    .description('requests of customers for their data, or to be forgotten')
    .addHelpText(
      'after',
      examples('privacy list --stage prod', 'privacy export --shop my-shop --customer ada@example.com --stage prod'),
    );
  privacyListCommand(privacy);
  privacyExportCommand(privacy);
  privacyEraseCommand(privacy);
  privacyCloseCommand(privacy);
}
