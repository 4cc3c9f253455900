import { html } from 'hono/html';
import { ago, atLeast, duration, instant, number } from '../../cli/words.ts';
import { healthOf, type Health } from '../../status/health.ts';
import { describeUsage, limitState } from '../../status/limits.ts';
import type { Overview, Status } from '../../status/gather.ts';
import { partnerErrors } from '../../status/partner-errors.ts';
import { warningsOf } from '../../status/warnings.ts';
import { meaningOf, type StuckCode } from '../../stuck/codes.ts';
import type { Finding, StuckThing } from '../../stuck/finding.ts';
import { remediesOf } from '../../stuck/remedy.ts';
import { remedies } from '../buttons.ts';
import { eventsCard, type EventLine } from '../events.ts';
import { badge, card, list, notices, orderPath, share, table, type Html } from '../elements.ts';
import { page, type Frame } from '../layout.ts';

export function nowPage(frame: Frame, { atMs, status, stuck }: Overview, events?: readonly EventLine[]): Html {
  const health = healthOf(status, stuck);
  const others = stuck.notRead;
  return page(
    frame,
    { title: 'Now', at: '/' },
    html`${healthCard(health, atMs)}
      ${stuck.findings.length === 0 && others === undefined ? '' : html`<h2>What needs a person</h2>`}
      ${stuck.findings.map((finding) => findingCard(frame, finding, atMs))}
      ${others && html`<p>There are ${atLeast(others.count, others.atLeast)} more rows that wait for a person. To read each of them: <code>./thankflow stuck --all --stage ${frame.stage}</code></p>`}
      <div class="columns">
        ${card('Queues', queues(status))} ${card('Partners', partners(status))}
        ${card('Pauses and stops', stops(status, atMs))} ${card('Limits', limits(status))}
      </div>
      ${notices([...warningsOf(status, frame.stage), ...stuck.problems].map((one) => `Warning: ${one}`))}
      ${events && eventsCard(events)}`,
  );
}

export const healthCard = ({ tone, word, why }: Health, atMs: number): Html =>
  html`<section class="health ${tone}">
    <p class="word">${word}</p>
    <p>${why}</p>
    <p class="soft">As of ${instant(atMs)}. This page updates itself.</p>
  </section>`;

function findingCard(frame: Frame, finding: Finding, nowMs: number): Html {
  const { code, count, atLeast: more, things } = finding;
  const { means, of, fixMany } = meaningOf(code);
  const isForAll = count === 1 || fixMany !== undefined || things.length === 0;
  const lines = things.map((thing) => {
    const ofThing = isForAll ? [] : remediesOf({ ...finding, count: 1, things: [thing] });
    return [thingLine(code, thing, nowMs), remedies(frame, ofThing, { onlyFirst: of === 'order' })];
  });
  return card(
    `${atLeast(count, more)} × ${code}`,
    html`<p>${means}</p>
      ${list(lines, 'things')}
      ${count > things.length && things.length > 0 ? html`<p class="soft">These are the first ${things.length}.</p>` : ''}
      ${isForAll ? remedies(frame, remediesOf(finding)) : ''}`,
    code,
  );
}

function thingLine(code: StuckCode, { key, since, detail }: StuckThing, nowMs: number): Html {
  const path = pathOf(code, key);
  const name = path === undefined ? html`<strong>${key}</strong>` : html`<a href="${path}">${key}</a>`;
  const more = [since === undefined ? '' : ago(since, nowMs), detail].filter(Boolean).join(': ');
  return html`${name} <span class="soft">${more}</span>`;
}

function pathOf(code: StuckCode, key: string): string | undefined {
  if (code === 'quarantined') return `/quarantine/${encodeURIComponent(key)}`;
  return meaningOf(code).of === 'order' && key.includes('/') ? orderPath(key) : undefined;
}

function queues({ queues: levels }: Status): Html {
  const filled = levels.filter(({ waiting, delayed, inFlight }) => waiting + delayed + inFlight > 0);
  if (filled.length === 0) return html`<p>All ${levels.length} queues are empty.</p>`;
  const rows = filled.map(({ queue, waiting, delayed, inFlight, oldestSeconds }) => {
    const all = waiting + delayed;
    // Whoever looks at dead letters holds them for a moment.
    const dead = html`<a href="/letters">${badge({ tone: 'bad', text: `${number(all + inFlight)} dead` })}</a>`;
    return [
      queue,
      queue.endsWith('-dlq') ? dead : number(all),
      number(inFlight),
      oldestSeconds === undefined ? '–' : duration(oldestSeconds),
    ];
  });
  const others = levels.length - filled.length;
  return html`${table('Messages in queues', ['Queue', 'Waiting', 'In work', 'Oldest'], rows)}
    <p class="soft">${others === 1 ? 'One other is' : `${others} others are`} empty. SQS counts approximately.</p>`;
}

const partners = ({ counted, permits }: Status): Html =>
  html`${counted === undefined ? html`<p>No figures.</p>` : calls(counted)}
  ${list(
    permits.map(({ credential, usedInWindow, limit, windowMs, blockedUntilMs: until }) => [
      `Thanx permits of ${credential}: ${number(usedInWindow)} of ${number(limit)} used in ${duration(windowMs / 1000)}. `,
      share(usedInWindow, limit),
      until === undefined ? '' : [' ', badge({ tone: 'warn', text: `429: nobody calls before ${instant(until)}` })],
    ]),
  )}`;

function calls({ lastHour, lastDay }: NonNullable<Status['counted']>): Html {
  const row = (name: string, partner: 'Thanku' | 'Thanx') => [
    name,
    ...[lastHour, lastDay].flatMap((counts) => {
      const { calls: all, errors } = partnerErrors(partner, counts);
      return [number(all), errors.tone === 'calm' ? errors.text : badge(errors)];
    }),
  ];
  return table(
    'Calls of the partners, and the share that failed or was refused',
    ['Partner', 'Last hour', 'Errors', 'Last day', 'Errors'],
    [row('ThankU', 'Thanku'), row('Thanx', 'Thanx')],
  );
}

function stops({ held }: Status, nowMs: number): Html {
  if (held.length === 0) return html`<p>Nothing is paused or stopped.</p>`;
  return list(
    held.map(({ key, code, since, detail }) => [
      html`<strong>${key}</strong> ${badge({ tone: 'warn', text: code })}`,
      detail && html`<br />${detail}`,
      since && html` <span class="soft">for ${duration((nowMs - since) / 1000)}</span>`,
    ]),
  );
}

function limits({ limits: ofShops }: Status): Html {
  if (ofShops.length === 0) return html`<p>No shop has a limit.</p>`;
  return list(
    ofShops.map((limit) => [
      html`<strong>${limit.shop}</strong> ${badge(limitState(limit))}<br />`,
      describeUsage(limit),
      limit.usage.map(({ units, limit: most }) => share(units, most)),
    ]),
  );
}
