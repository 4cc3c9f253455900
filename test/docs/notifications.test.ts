import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventNames, eventName } from '../../lib/order/event-names.ts';
import { eventsFor } from '../../lib/notify/notification.ts';
import type { TargetKind } from '../../lib/shops/notify-settings.ts';
import { signedHeaders } from '../../lib/notify/webhook/sign.ts';
import { parseShopFile } from '../../lib/shops/file/parse-yaml.ts';

const page = readFileSync('docs/notifications.md', 'utf8');
const snippet = (language: string, about: string): string =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].find(([, code]) =>
    code?.includes(about),
  )?.[1] ?? '';
const secret = `whsec_${Buffer.from('a'.repeat(24)).toString('base64')}`;
const older = `whsec_${Buffer.from('b'.repeat(24)).toString('base64')}`;
const body = JSON.stringify({
  type: 'order.thanked',
  timestamp: '2026-01-31T12:00:08.410Z',
  data: { order: { links: { customer: 'https://thx.to/you/größe' } } },
});
const signed = (nowMs = Date.now(), id = 'evt_1', previous?: string) =>
  signedHeaders(
    {
      to: 'webhook',
      current: previous === undefined ? secret : older,
      ...(previous !== undefined && {
        previous: { secret: previous, expiresAt: new Date(nowMs + 1000).toISOString() },
      }),
    },
    { id, body },
    nowMs,
  );

it('docs/notifications.md and docs/shop-settings.md name each event that targets get', () => {
  const [, ofOrder = ''] = /Events of the order are ([^.]+\.\w+[^]*?)\. `limit\.reached`/.exec(page) ?? [];
  const namesIn = (text: string) => [...text.matchAll(/`(\w+\.\w+)`/g)].map(([, name = '']) => name).toSorted();
  const settings = readFileSync('docs/shop-settings.md', 'utf8');
  const [, ofWebhook = ''] = /Only these events: (.*?)\. Default/.exec(settings) ?? [];
  const named = (target: TargetKind) => [...eventsFor[target]].map(eventName).toSorted();
  expect(namesIn(ofOrder)).toEqual(named('shopify-metafield'));
  expect(named('woocommerce-meta')).toEqual(named('shopify-metafield'));
  expect(namesIn(ofWebhook)).toEqual(named('webhook'));
  expect(named('webhook')).toEqual(eventNames.toSorted());
});

it('the settings in docs/notifications.md are accepted', () => {
  const shop = readFileSync('local/shops/demo-standard.yaml', 'utf8');
  const parsed = parseShopFile(`${shop}\n${snippet('yaml', 'to: webhook')}`, 'docs');
  expect(parsed).toMatchObject({ ok: true, settings: { notify: [{ name: 'erp', to: 'webhook' }] } });
});

describe('the receiver in docs/notifications.md', () => {
  let receiver: ChildProcess;
  let url: string;
  let printed = '';
  beforeAll(async () => {
    const env = { ...process.env, THANKFLOW_SECRET: secret, PORT: '0' };
    const code = `${snippet('js', 'standardwebhooks')}\nserver.on('listening', () => console.log(server.address().port));`;
    receiver = spawn(process.execPath, ['--input-type=module', '--eval', code], { env });
    receiver.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await once(receiver.stdout!, 'data');
    url = `http://127.0.0.1:${printed.trim()}/thankflow`;
  });
  afterAll(() => void receiver.kill());

  const post = async (headers: Record<string, string>, text = body) =>
    (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text }))
      .status;

  it('takes what is signed, once, also with the previous secret', async () => {
    expect(await post(signed())).toBe(204);
    expect(await post(signed())).toBe(204);
    expect(await post(signed(Date.now(), 'evt_2', secret))).toBe(204);
    expect(printed.match(/order\.thanked https:\/\/thx\.to\/you\/größe/g)).toHaveLength(2);
  });

  it('refuses what isn’t, and what is old', async () => {
    expect(await post(signed(), body.replace('größe', 'other'))).toBe(401);
    expect(await post({ ...signed(), 'webhook-signature': 'v1,AAAA' })).toBe(401);
    expect(await post(signed(Date.now() - 600_000))).toBe(401);
  });
});

it('openssl computes the signature as docs/notifications.md says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thankflow-openssl-'));
  writeFileSync(join(folder, 'body'), body);
  const headers = signed();
  const env = {
    PATH: process.env['PATH'] ?? '',
    secret,
    webhook_id: headers['webhook-id'] ?? '',
    webhook_timestamp: headers['webhook-timestamp'] ?? '',
  };
  const ran = spawnSync('sh', ['-c', snippet('sh', 'openssl dgst')], { cwd: folder, env, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(`v1,${ran.stdout.trim()}`).toBe(headers['webhook-signature']);
});
