import { expect, it } from 'vitest';
import { NotifySettings } from '../../../lib/shops/notify-settings.ts';

const note = { name: 'note', to: 'woocommerce-note', text: { en: 'Thank you: {{link}}' } };
const erp = { name: 'erp', to: 'webhook', url: 'https://erp.example/thanks' };

it.each<[string, object[], string | undefined]>([
  ['several webhooks', [erp, { ...erp, name: 'shop' }], undefined],
  ['two targets of one name', [erp, { ...note, name: 'erp' }], 'expected a name that no other target has'],
  [
    'two notes, which would both be mailed',
    [note, { ...note, name: 'note-2' }],
    'expected one woocommerce-note: each sends the customer the same link',
  ],
])('%s', (_, targets, problem) => {
  expect(NotifySettings.safeParse(targets).error?.issues[0]?.message).toBe(problem);
});
