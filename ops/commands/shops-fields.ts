import type { Command } from 'commander';
import { contextOf, examples } from '../cli/context.ts';
import { fieldNames, templateFields } from '../../lib/order/thanku/message/template.ts';

export function fieldsCommand(shops: Command): void {
  shops
    .command('fields')
    .description('the fields for messages, with examples')
    .addHelpText('after', examples('shops fields', 'shops fields --json'))
    .action((_, command: Command) => {
      const { out } = contextOf(command);
      out.json(fieldNames.map((name) => ({ field: `{{${name}}}`, ...templateFields[name] })));
      out.table(
        ['field', 'what it is', 'example', 'may be empty'],
        fieldNames.map((name) => {
          const { is, example, maybeEmpty } = templateFields[name];
          return [`{{${name}}}`, is, example, maybeEmpty ? 'yes' : 'no'];
        }),
      );
      out.heading('Text after | is the fallback when the field is empty: {{customer.firstName|friend}}');
      out.heading(
        'Text after : is the noun of items.count or impact, singular and plural: {{items.count:book/books}} gives "1 book", "3 books"',
      );
    });
}
