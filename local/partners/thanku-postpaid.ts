import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { SandboxCall } from './sandbox-api.ts';
import { isObject, jsonObject, type Reply } from './reply.ts';
import { Body, type Thanku } from './thanku.ts';
import type { ThankuLedger } from './thanku-ledger.ts';

export interface ThankuBooks {
  ledger: ThankuLedger;
  /** A call with `simulate=true` that would have created one. */
  simulated(): void;
  /** Whether the wallet pays for nothing. */
  isEmpty(slug: string): boolean;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const pick = (from: string, length: number) =>
  Array.from({ length }, () => from.charAt(randomInt(from.length))).join('');

/**
 * A refusal as the vendor's other endpoints word theirs: a name and no more, whatever the cause. Which names this endpoint uses nobody outside knows,
 * so these are made up, and nothing may depend on them. The header is for developers.
 */
const refuse = (error: string, why: string): Reply => ({
  status: 400,
  headers: { 'x-sandbox-why': encodeURI(why) },
  body: { error },
});

/**
 * `POST /api/donate/postpaid`, as https://www.thanku.social/en/business describes it.
 * @param url the sandbox's own, on which it has a page for each ThankU
 * @param tokensOf the tokens of a wallet, by its slug
 */
export function postpaid(
  books: ThankuBooks,
  call: SandboxCall,
  nowMs: number,
  url: string,
  tokensOf: (slug: string) => readonly string[],
): Reply {
  if (call.path !== '/api/donate/postpaid') return { status: 404, body: { error: 'not_found' } };
  if (call.method !== 'POST') return { status: 405, headers: { allow: 'POST' }, body: { error: 'method_not_allowed' } };
  if (!/^application\/json\s*(;|$)/i.test(call.headers['content-type'] ?? '')) {
    return refuse('invalid_data', 'Content-Type must be application/json');
  }
  const parsed = Body.safeParse(jsonObject(call.body));
  if (!parsed.success) return refuse('invalid_data', z.prettifyError(parsed.error));
  const body = parsed.data;
  if (!tokensOf(body.slug).some((token) => isSigned(body, token, call.headers['x-sig']))) {
    return refuse('invalid_signature', 'x-sig is not the signature of this request');
  }
  const existing = books.ledger.find(body);
  if (existing !== undefined && !isSame(existing, body)) {
    return refuse('pid_already_used', `pid ${body.pid} was used for a different request`);
  }
  if (call.query.get('simulate') === 'true') {
    books.simulated();
    return { status: 200, body: { id: '00TEST00TEST00TEST00' } };
  }
  if (existing !== undefined) {
    books.ledger.put({ ...existing, repeats: existing.repeats + 1 });
    return { status: 200, body: answerOf(existing) };
  }
  if (books.isEmpty(body.slug)) return refuse('not_accepted', `the wallet of ${body.slug} is empty`);
  const thanku = create(body, url, nowMs);
  books.ledger.put(thanku);
  return { status: 201, body: answerOf(thanku) };
}

function create(body: Body, url: string, nowMs: number): Thanku {
  const id = pick(alphabet, 20);
  const certificateNum = pick('0123456789', 36);
  return {
    ...body,
    id,
    link: `${url}/thanks/${id}`,
    certificateNum,
    certificateLink: `${url}/certificate/${certificateNum}`,
    createdAt: new Date(nowMs).toISOString(),
    repeats: 0,
  };
}

const answerOf = ({ id, link, certificateNum, certificateLink }: Thanku) => ({
  id,
  link,
  certificateNum,
  certificateLink,
});

const signed = (body: Body) =>
  `${body.slug}+${body.donateeGroup}+${body.impactValue}+${body.message}+${body.language}+${body.pid}`;

function isSigned(body: Body, token: string, signature: string | string[] | undefined): boolean {
  if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/.test(signature)) return false;
  const expected = createHmac('sha256', token).update(signed(body)).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

/** What is signed plus the ThankU Order ID; the vendor does not say what else it compares. */
const isSame = (existing: Body, body: Body) => signed(existing) === signed(body) && existing.orderId === body.orderId;

/** The answer without its id. */
export function withoutThankuId(reply: Reply): Reply {
  if (!isObject(reply.body)) return reply;
  const { id: _, ...rest } = reply.body;
  return { ...reply, body: rest };
}
