import { html } from 'hono/html';
import { ago, atLeast, duration, instant, number } from '../../cli/words.ts';
import { healthOf, type Health } from '../../status/health.ts';
import { describeUsage, isReached } from '../../status/limits.ts';
import type { Overview, Status } from '../../status/gather.ts';
import { meaningOf } from '../../stuck/codes.ts';
import type { CodeMeaning } from '../../stuck/order-codes.ts';
import type { Finding, StuckThing } from '../../stuck/finding.ts';
import type { Stuck } from '../../stuck/find.ts';
import { remediesOf } from '../../stuck/remedy.ts';
import { remedies } from '../buttons.ts';
import { eventsCard, type EventLine } from '../events.ts';
import { badge, card, orderPath, share, table, type Html } from '../elements.ts';
import { page, type Frame } from '../layout.ts';

/** Things of a reason that are listed. */
export const shownThings = 20;

export function nowPage(frame: Frame, { atMs, status, stuck }: Overview, events?: readonly EventLine[]): Html {
  const health = healthOf(status, stuck);
  const others = stuck.notRead;
  return page(
    frame,
    { title: 'Now', at: '/' },
    html`${healthCard(health, atMs)}
      ${stuck.findings.length === 0 && others === undefined ? '' : html`<h2>What needs a person</h2>`}
      ${stuck.findings.map((finding) => findingCard(frame, finding, atMs))}
      ${others === undefined ? '' : html`<p>${atLeast(others.count, others.atLeast)} more rows wait for a person. To read each of them: <code>./thankflow stuck --all --stage ${frame.stage}</code></p>`}
      <div class="columns">
        ${card('Queues', queues(status))} ${card('Partners', partners(status))}
        ${card('Pauses and stops', stops(status, atMs))} ${card('Limits', limits(status))}
      </div>
      ${problems(status, stuck).map((problem) => html`<p class="notice">${problem}</p>`)}
      ${events === undefined ? '' : eventsCard(events)}`,
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
  const shown = things.slice(0, shownThings);
  const isForAll = count === 1 || fixMany !== undefined || shown.length === 0;
  return card(
    `${atLeast(count, more)} × ${code}`,
    html`<p>${means}</p>
      <ul class="things">
        ${shown.map(
          (thing) =>
            html`<li>
              ${thingLine(of, thing, nowMs)}
              ${isForAll ? '' : remedies(frame, remediesOf({ ...finding, count: 1, things: [thing] }), { onlyFirst: of === 'order' })}
            </li>`,
        )}
      </ul>
      ${count > shown.length && shown.length > 0 ? html`<p class="soft">These are the first ${shown.length}.</p>` : ''}
      ${isForAll ? remedies(frame, remediesOf(finding)) : ''}`,
    code,
  );
}

const thingLine = (of: CodeMeaning['of'], { key, since, detail }: StuckThing, nowMs: number): Html =>
  html`${of === 'order' && key.includes('/') ? html`<a href="${orderPath(key)}">${key}</a>` : html`<strong>${key}</strong>`}
    <span class="soft"
      >${[since === undefined ? '' : ago(since, nowMs), detail ?? ''].filter(Boolean).join(': ')}</span
    >`;

const queues = ({ queues: levels }: Status): Html =>
  html`${table(
      'Messages in queues',
      ['Queue', 'Waiting', 'In work', 'Oldest'],
      levels.map(({ queue, waiting, delayed, inFlight, oldestSeconds }) => {
        const filled = waiting + delayed;
        const isBad = queue.endsWith('-dlq') && filled > 0;
        return [
          queue,
          isBad ? badge('bad', `${number(filled)} dead`) : number(filled),
          number(inFlight),
          oldestSeconds === undefined ? '–' : duration(oldestSeconds),
        ];
      }),
    )}
    <p class="soft">SQS counts approximately.</p>`;

function partners({ counted, permits }: Status): Html {
  const used = permits.map(
    ({ credential, usedInWindow, limit, windowMs, blockedUntilMs }) =>
      html`<li>
        Thanx permits of ${credential}: ${number(usedInWindow)} of ${number(limit)} used in
        ${duration(windowMs / 1000)}.
        ${share(usedInWindow, limit)}${blockedUntilMs === undefined ? '' : html` ${badge('warn', `429: nobody calls before ${instant(blockedUntilMs)}`)}`}
      </li>`,
  );
  if (counted === undefined)
    return html`<p>No figures.</p>
      <ul>
        ${used}
      </ul>`;
  const { lastHour: hour, lastDay: day } = counted;
  return html`${table(
      'Calls of the partners, and the share that failed or was refused',
      ['Partner', 'Last hour', 'Errors', 'Last day', 'Errors'],
      [
        row(
          'ThankU',
          [hour.ThankuCall, day.ThankuCall],
          [hour.ThankuCallFailed, day.ThankuCallFailed],
          [hour.ThankuCallRefused, day.ThankuCallRefused],
        ),
        row(
          'Thanx',
          [hour.ThanxCall, day.ThanxCall],
          [hour.ThanxCallFailed, day.ThanxCallFailed],
          [hour.ThanxCallRefused, day.ThanxCallRefused],
        ),
      ],
    )}
    <ul>
      ${used}
    </ul>`;
}

const row = (name: string, calls: [number, number], failed: [number, number], refused: [number, number]) => [
  name,
  ...[0, 1].flatMap((index) => [
    number(calls[index] ?? 0),
    errorRate((failed[index] ?? 0) + (refused[index] ?? 0), calls[index] ?? 0),
  ]),
];

function errorRate(errors: number, calls: number): Html | string {
  if (errors === 0) return calls === 0 ? '–' : '0 %';
  const percent = (100 * errors) / Math.max(errors, calls);
  return badge(percent >= 10 ? 'bad' : 'warn', `${percent.toFixed(1)} %`);
}

const stops = ({ held }: Status, nowMs: number): Html =>
  held.length === 0
    ? html`<p>Nothing is paused or stopped.</p>`
    : html`<ul>
        ${held.map(({ key, code, since, detail }) => html`<li><strong>${key}</strong> ${badge('warn', code)}${detail === undefined ? '' : html`<br />${detail}`}${since === undefined ? '' : html` <span class="soft">for ${duration((nowMs - since) / 1000)}</span>`}</li>`)}
      </ul>`;

const limits = ({ limits: ofShops }: Status): Html =>
  ofShops.length === 0
    ? html`<p>No shop has a limit.</p>`
    : html`<ul>
        ${ofShops.map((limit) => html`<li><strong>${limit.shop}</strong> ${isReached(limit) ? badge('warn', 'reached') : badge('good', 'free')}<br />${describeUsage(limit)}${limit.usage.map(({ units, limit: most }) => share(units, most))}</li>`)}
      </ul>`;

const problems = ({ metricsProblem, logsProblem }: Status, { problems: ofStuck }: Stuck): string[] => [
  ...(metricsProblem === undefined ? [] : [`No figures from CloudWatch: ${metricsProblem}`]),
  ...(logsProblem === undefined ? [] : [`No figures from the functions’ logs: ${logsProblem}`]),
  ...ofStuck,
];
