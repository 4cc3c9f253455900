import type { Hono } from 'hono';
import { html } from 'hono/html';
import { dayMs } from '../../../lib/durations.ts';
import { nameOf, newestEntries, outcomeOf } from '../../audit/newest.ts';
import type { Console } from '../console.ts';
import { age, notices, orderPath, table } from '../elements.ts';
import { page } from '../layout.ts';

const monthMs = 30 * dayMs;
const limit = 100;

/** Who changed what, when and why. */
export function auditRoutes(app: Hono, { link, frame }: Console): void {
  app.get('/audit', async (context) => {
    const { entries, more, unreadable } = await link.run((aws) =>
      newestEntries(aws, { sinceMs: Date.now() - monthMs, limit }),
    );
    const rows = entries.map((entry) => [
      age(entry.at),
      nameOf(entry.who),
      entry.what,
      entry.about.map((one) => html`${one.includes('/') ? html`<a href="${orderPath(one)}">${one}</a>` : one}<br />`),
      entry.reason ?? '–',
      outcomeOf(entry),
    ]);
    return context.html(
      page(
        frame(),
        { title: 'Audit', at: '/audit' },
        html`<p class="lead">Each command that changed the stage in the last 30 days, the newest first.</p>
          ${rows.length === 0 ? html`<p>No command has changed it.</p>` : table('The audit trail', ['When', 'Who', 'What', 'To what', 'Why', 'Outcome'], rows)}
          ${more && html`<p class="soft">There are older ones: <code>./thankflow audit --limit 1000 --stage ${frame().stage}</code></p>`}
          ${notices(unreadable.map((key) => `Not listed: entry ${key}, because a newer version wrote it.`))}`,
      ),
    );
  });
}
