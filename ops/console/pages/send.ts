import type { Hono } from 'hono';
import { html } from 'hono/html';
import { ThankflowError } from '../../../lib/errors.ts';
import { platformTitles } from '../../../lib/shops/platform-titles.ts';
import { settingsStore } from '../../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../../lib/shops/settings.ts';
import type { Console } from '../console.ts';
import { invocationOf } from '../../stuck/invocation.ts';
import { eventsCard } from '../events.ts';
import { refuseReadOnly, text } from '../form.ts';
import type { Html } from '../elements.ts';
import { page } from '../layout.ts';

/** Sends made-up orders to stages that spend nothing. */
export function sendRoutes(app: Hono, on: Console): void {
  app.get('/send', async (context) => {
    refuseSpending(on);
    const wanted = context.req.query('shop');
    const stored = await on.link.run(({ documents, settingsTable }) => settingsStore(documents, settingsTable).list());
    const shops = stored.flatMap(({ settings }) => settings ?? []);
    return context.html(sendPage(on, shops, wanted));
  });

  app.post('/send', async (context) => {
    refuseSpending(on);
    refuseReadOnly(on.frame());
    const form = await context.req.formData();
    const name = text(form, 'name');
    // People type 45,90.
    const options = ['shop', 'amount', 'language'].map((option) => [
      `--${option}`,
      text(form, option).replace(',', '.'),
    ]);
    const words = options.filter(([, value]) => value !== '').flat();
    // The name may be a real person's, and others can see a process's arguments.
    if (name !== '') words.push('--name', '-');
    if (form.has('test')) words.push('--test');
    const job = on.jobs.start(invocationOf(['send', ...words]), { why: text(form, 'why'), input: name });
    return context.redirect(`/jobs/${job.id}`, 303);
  });
}

function refuseSpending(on: Console): void {
  const { canSend, stage } = on.frame();
  if (!canSend)
    throw new ThankflowError('refused', [
      `Stage ${stage} spends real money, so the console sends no made-up orders to it.`,
      `A test order costs nothing. In a terminal: ./thankflow send --shop SHOP --test --stage ${stage}`,
    ]);
}

function sendPage({ frame, events }: Console, shops: readonly ShopSettings[], wanted?: string): Html {
  const { stage, readOnly, needsNote } = frame();
  const form = html`<form class="ask" method="post" action="/send">
    <label
      >Shop
      <select name="shop" required>
        ${shops.map(({ shop, platform }) => html`<option value="${shop}" ${shop === wanted ? 'selected' : ''}>${shop} (${platformTitles[platform]})</option>`)}
      </select></label
    >
    ${field('Amount, in the shop’s currency', 'amount', 'One that the shop thanks', html` inputmode="decimal" pattern="\\d+([.,]\\d+)?" title="45 or 45.90"`)}
    ${field('Customer’s name', 'name', 'Ada Lovelace')} ${field('Customer’s language', 'language', 'en, de or de-AT')}
    ${needsNote ? field('Why? A note for the audit trail', 'why', '', html` required`) : ''}
    <label><input type="checkbox" name="test" /> A test order: ThankU checks it and stores nothing</label>
    <button class="primary">Send</button>
  </form>`;
  const none = html`<p>
    Stage ${stage} has no shops yet. In a terminal: <code>./thankflow shops apply FILE --stage ${stage}</code>
  </p>`;
  const sending = readOnly === undefined ? form : html`<p>Nothing can be sent.</p>`;
  const elsewhere = html`<p class="soft">
    The terminal of <code>npm start</code> shows a line for each event. So does the console at the address that it
    prints.
  </p>`;
  return page(
    frame(),
    { title: 'Send a test order', at: '/send' },
    html`<p class="lead">The order is made up, and signed as the shop’s platform signs its own. It spends nothing.</p>
      ${shops.length === 0 ? none : sending}
      ${events === undefined ? (stage === 'local' ? elsewhere : '') : eventsCard(events())}`,
  );
}

const field = (label: string, name: string, placeholder: string, more: Html | '' = ''): Html =>
  html`<label
    >${label} <input name="${name}" placeholder="${placeholder}" maxlength="100" autocomplete="off" ${more}
  /></label>`;
