import { describe, expect, it } from 'vitest';
import { readRecording, writeRecording, type RecordedCall } from '../../../ops/thanx/certify/recording.ts';
import { redactor } from '../../../ops/thanx/certify/redact.ts';
import { thrownBy } from '../../support/thrown-by.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { correctRun, secrets } from './support.ts';

/** As a proxy may have recorded it, with personal data in all kinds of places. */
const call: RecordedCall = {
  sentAt: '2026-03-01T12:00:00.000Z',
  method: 'POST',
  url: 'https://ada:pass@api.thanxsandbox.com/receipts?email=Ada%40Oak.example&page=1&note=call%20ada@oak.example',
  headers: {
    authorization: 'Bearer member-token-1',
    'x-clientid': 'client-7',
    cookie: 'session=42',
    accept: 'application/json',
  },
  body: {
    receipt: {
      amount: 29.35,
      user_comments: 'for ada@oak.example with PIN 8642, order 86421',
      customer_note: 'Ada Lovelace',
      card: { card_number: '6006491234567891', pin: 8642 },
    },
  },
  status: 200,
  answerHeaders: { 'set-cookie': 'id=secret-id', 'retry-after': '2' },
  answer: {
    users: [{ id: 'u-1', email: 'ada@oak.example', first_name: 'Ada', birthday: '1815-12-10', zip: 40210 }],
    access_token: 'member-token-1',
    error: { code: 'CARD_INVALID', message: 'Card 6006491234567891 of ada@oak.example' },
  },
};
const known = [
  { kind: 'pin', value: '8642' },
  { kind: 'card-number', value: '6006491234567891' },
] as const;

describe('what is recorded', () => {
  it('hides credentials and personal data wherever they are, and keeps types and the rest', () => {
    const hidden = redactor(known)(call);
    expect(hidden).toEqual({
      ...call,
      url: 'https://api.thanxsandbox.com/receipts?email=redacted-1%40redacted.example&page=1&note=redacted',
      headers: {
        authorization: 'Bearer redacted-token-1',
        'x-clientid': 'redacted-client-1',
        cookie: 'redacted',
        accept: 'application/json',
      },
      body: {
        receipt: {
          amount: 29.35,
          user_comments: 'for redacted-1@redacted.example with PIN redacted-pin-1, order 86421',
          customer_note: 'redacted',
          card: { card_number: 'redacted-card-1', pin: 1 },
        },
      },
      answerHeaders: { 'set-cookie': 'redacted', 'retry-after': '2' },
      answer: {
        users: [
          {
            id: 'u-1',
            email: 'redacted-1@redacted.example',
            first_name: 'redacted-name-1',
            birthday: 'redacted',
            zip: 1,
          },
        ],
        access_token: 'redacted-token-1',
        error: { code: 'CARD_INVALID', message: 'Card redacted-card-1 of redacted-1@redacted.example' },
      },
    });
    expect(redactor()(hidden)).toEqual(hidden);
    // Of a proxy's log, no value is known.
    expect(redactor()(call).body).toMatchObject({ receipt: { card: { card_number: 'redacted-card-1', pin: 1 } } });
  });

  it.each<[string, Partial<RecordedCall>]>([
    ['a path', { url: 'https://api.thanxsandbox.com/users/ada@oak.example/points' }],
    ['a path, encoded', { url: 'https://api.thanxsandbox.com/users/ada%40oak.example' }],
    ['a query', { url: 'https://api.thanxsandbox.com/receipts?q=ada+lovelace' }],
    ['a token with a space after it', { headers: { authorization: 'Bearer ada-lovelace-token ' } }],
    ['a token in two parts', { headers: { authorization: 'Bearer ada-token more' } }],
    ['the name of a person', { answer: { owner: { name: 'ada' } } }],
    ['a name without a parent', { answer: { name: 'ada' } }],
    ['the name of a field', { answer: { 'ada@oak.example': 12 } }],
    ["a flow's name", { flow: 'ada@oak.example' }],
  ])('hides what is in %s', (_, part) => {
    const bare: RecordedCall = {
      sentAt: call.sentAt,
      method: 'GET',
      url: 'https://api.thanxsandbox.com/',
      headers: {},
    };
    const hidden = redactor()({ ...bare, ...part });
    expect(JSON.stringify(hidden)).not.toMatch(/ada/i);
    expect(redactor()(hidden)).toEqual(hidden);
  });

  it('is as it was sent until then', async () => {
    const { raw } = await correctRun('baskets');
    const sent = JSON.stringify(raw);
    const { clientId, accessToken, merchantKey, member, stranger, pin } = secrets;
    for (const secret of [clientId, accessToken, merchantKey, member, `"pin":"${pin}"`, encodeURIComponent(stranger)])
      expect(sent).toContain(secret);
  });
});

describe('a recording', () => {
  it('that is nested too deeply is refused', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const text = JSON.stringify({ ...call, body: 'deep' }).replace('"deep"', deep);
    const refused = await thrownBy(ThankflowError, (async () => readRecording(text, 'log.jsonl'))());
    expect(refused).toMatchObject({ code: 'usage', message: expect.stringContaining('too deeply') });
  });

  it('may have bodies as texts, and headers in any case', () => {
    const line = {
      ...call,
      headers: { Accept: 'application/json' },
      body: JSON.stringify(call.body),
      answer: 'not JSON',
    };
    const [read] = readRecording(`\n${JSON.stringify(line)}\n`, 'file');
    expect(read).toMatchObject({ headers: { accept: 'application/json' }, body: call.body, answer: 'not JSON' });
    expect(readRecording(writeRecording([call]), 'file')).toEqual([call]);
  });

  it('may begin with a byte order mark, and have fields and headers with any name', () => {
    const odd = { ...call, headers: { constructor: 'ada' }, body: { constructor: 'ada', toString: 'ada' } };
    const [read] = readRecording(`\uFEFF${JSON.stringify(odd)}`, 'file').map(redactor());
    expect(read).toMatchObject({ headers: { constructor: 'redacted' }, body: { toString: 'redacted' } });
  });

  it.each([
    ['', 'log.jsonl has no calls'],
    [JSON.stringify({ ...call, url: 'mailto:ada@oak.example' }), 'log.jsonl:1: url: '],
    [JSON.stringify({ ...call, method: 'ada@oak.example' }), 'log.jsonl:1: method: '],
    ['{"sentAt": "2026', 'log.jsonl:1: the line is not complete JSON'],
    [`${JSON.stringify(call)}\n{"sentAt":"yesterday"}`, 'log.jsonl:2: sentAt: '],
    [JSON.stringify({ ...call, verb: 'GET' }), 'log.jsonl:1: the call: '],
  ])('%s: says what is wrong and where', async (text, message) => {
    const refused = await thrownBy(ThankflowError, (async () => readRecording(text, 'log.jsonl'))());
    expect(refused).toMatchObject({ code: 'usage', message: expect.stringContaining(message) });
    expect(refused.message).toContain('Nothing was checked.');
    expect(refused.message).not.toContain('ada');
  });
});
