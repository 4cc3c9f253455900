import type { Command } from 'commander';
import { examples } from '../cli/context.ts';
import { applyCommand } from './shops-apply.ts';
import { checkCommand } from './shops-check.ts';
import { fieldsCommand } from './shops-fields.ts';
import { historyCommand } from './shops-history.ts';
import { linkKeyCommand } from './shops-link-key.ts';
import { listCommand } from './shops-list.ts';
import { newCommand } from './shops-new.ts';
import { previewCommand } from './shops-preview.ts';
import { removeCommand } from './shops-remove.ts';
import { rollbackCommand } from './shops-rollback.ts';
import { showCommand } from './shops-show.ts';
import { statusKeyCommand } from './shops-status-key.ts';
import { whatIfCommand } from './shops-what-if.ts';

export function shopsCommand(program: Command): void {
  const shops = program
    .command('shops')
    .description("the shops' settings: one YAML file per shop, kept in git")
    .addHelpText(
      'after',
      examples(
        'shops new my-shop --platform shopify',
        'shops preview my-shop.yaml',
        'shops apply my-shop.yaml --stage prod',
      ),
    );
  newCommand(shops);
  applyCommand(shops);
  listCommand(shops);
  showCommand(shops);
  checkCommand(shops);
  previewCommand(shops);
  fieldsCommand(shops);
  statusKeyCommand(shops);
  linkKeyCommand(shops);
  whatIfCommand(shops);
  historyCommand(shops);
  rollbackCommand(shops);
  removeCommand(shops);
}
