import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Served } from '../../../local/http/serve.ts';
import { startKlaviyoSandbox } from '../../../local/partners/klaviyo-sandbox.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');
let sandbox: Served;
beforeEach(async () => {
  const accounts = async () => [
    { shop: 'oak', apiKey: 'pk_oak' },
    { shop: 'elm', apiKey: 'pk_elm' },
  ];
  sandbox = await startKlaviyoSandbox({ accounts, now: () => nowMs });
});
afterEach(() => sandbox.close());

const attributes = {
  metric: { data: { type: 'metric', attributes: { name: 'ThankU' } } },
  profile: { data: { type: 'profile', attributes: { email: 'ada@example.com' } } },
  properties: { shop: 'oak' },
  unique_id: 'evt_1',
};
const withAttributes = (differs: object) => ({ data: { type: 'event', attributes: { ...attributes, ...differs } } });
const given = { authorization: 'Klaviyo-API-Key pk_oak', revision: '2026-10-15', 'content-type': 'application/json' };

async function post(body: unknown = withAttributes({}), headers: object = {}, path = '/api/events') {
  const answer = await fetch(sandbox.url + path, {
    method: 'POST',
    headers: { ...given, ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return [answer.status, text === '' ? undefined : JSON.parse(text).errors[0].code];
}
const mails = async (): Promise<number> =>
  ((await (await fetch(`${sandbox.url}/_sandbox/books`)).json()) as { mails: number }).mails;

it('records an event once for each account, metric and profile, and mails what is new', async () => {
  const profile = { data: { type: 'profile', attributes: { email: 'ADA@example.com' } } };
  expect(await post()).toEqual([202, undefined]);
  expect(await post(withAttributes({ profile, properties: {} }))).toEqual([202, undefined]);
  expect(await mails()).toBe(1);
  await post(withAttributes({ unique_id: 'evt_2' }));
  await post(withAttributes({ metric: { data: { type: 'metric', attributes: { name: 'Other' } } } }));
  await post(withAttributes({}), { authorization: 'Klaviyo-API-Key pk_elm' });
  expect(await mails()).toBe(4);
  await post(withAttributes({ unique_id: 'evt_3', backfill: true }));
  expect(await mails()).toBe(4);
});

it('without unique_id, the second of its time counts', async () => {
  const { unique_id: _, ...without } = attributes;
  const body = { data: { type: 'event', attributes: without } };
  await post(body);
  await post(body);
  expect(await mails()).toBe(1);
});

describe('is strict', () => {
  it.each<[string, unknown, object, [number, string]]>([
    ['an unknown key', undefined, { authorization: 'Klaviyo-API-Key pk_x' }, [401, 'authentication_failed']],
    ['another kind of authorization', undefined, { authorization: 'Bearer pk_oak' }, [401, 'authentication_failed']],
    ['a retired revision', undefined, { revision: '2024-10-15' }, [410, 'gone']],
    ['an unknown revision', undefined, { revision: '2026-10-16' }, [400, 'invalid']],
    ['another content type', undefined, { 'content-type': 'text/plain' }, [415, 'unsupported_media_type']],
    ['an unknown field', withAttributes({ message: 'x' }), {}, [400, 'invalid']],
    ['no profile', withAttributes({ profile: undefined }), {}, [400, 'invalid']],
    ['no address', withAttributes({ profile: { data: { type: 'profile', attributes: {} } } }), {}, [400, 'invalid']],
    [
      'a wrong address',
      withAttributes({ profile: { data: { type: 'profile', attributes: { email: 'ada' } } } }),
      {},
      [400, 'invalid'],
    ],
    ['no properties', withAttributes({ properties: undefined }), {}, [400, 'invalid']],
    ['a large property', withAttributes({ properties: { a: 'x'.repeat(100_001) } }), {}, [400, 'invalid']],
    ['a time in two years', withAttributes({ time: '2028-11-20T12:00:00Z' }), {}, [400, 'invalid']],
    ['a time that is none', withAttributes({ time: 'yesterday' }), {}, [400, 'invalid']],
  ])('%s', async (_, body, headers, expected) => {
    expect(await post(body, headers)).toEqual(expected);
    expect(await mails()).toBe(0);
  });

  it('another path', async () => {
    expect(await post(undefined, {}, '/api/profiles')).toEqual([404, 'not_found']);
  });
});
