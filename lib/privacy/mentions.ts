import { losslessJsonOrUndefined } from '../platforms/payload.ts';
import type { Subject } from '../order/event.ts';

/**
 * Whether something that nobody could read is about a customer: their e-mail address stands anywhere in it, or their id
 * stands where a customer's id would. In any case, with JSON's and a form's escapes, as UTF-8 or UTF-16.
 */
export function mentions(body: Buffer, subject: Subject): boolean {
  const value = losslessJsonOrUndefined(body);
  const { email } = subject;
  if (value !== undefined && isIn(value, subject)) return true;
  // Where there is structure, it alone says what is a customer's id.
  const sought = value === undefined ? subject : { email };
  return textsOf(body).some((text) => isInText(text, sought));
}

const ofCustomer = /^(customer|user|buyer|member)/i;
const isId = /^(id|admin_graphql_api_id)$/i;

/** Walks with a list of its own: what a platform nests deeply must not end the walk. */
function isIn(root: unknown, { id, email }: Subject): boolean {
  const left: { value: unknown; mayBeId: boolean; inCustomer: boolean }[] = [
    { value: root, mayBeId: false, inCustomer: false },
  ];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, mayBeId, inCustomer } = next;
    if (typeof value === 'string' && email !== undefined && emailIn(email).test(value)) return true;
    const scalar = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    if (id !== undefined && mayBeId && (scalar === id || scalar?.endsWith(`/${id}`))) return true;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, child] of Object.entries(value)) {
      const names = ofCustomer.test(name);
      left.push({ value: child, mayBeId: names || (inCustomer && isId.test(name)), inCustomer: names });
    }
  }
  return false;
}

/** The address by itself, and not the end of `nada@example.com` or the beginning of `ada@example.com.au`. */
const emailIn = (email: string): RegExp =>
  new RegExp(String.raw`(?<![\w.+-])${RegExp.escape(email.trim())}(?![\w-]|\.\w)`, 'iu');

const withoutEscapes = (text: string): string =>
  text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function textsOf(body: Buffer): string[] {
  const swapped = Buffer.from(body.subarray(0, body.length - (body.length % 2))).swap16();
  return [body.toString('utf8'), body.toString('utf16le'), swapped.toString('utf16le')].map(withoutEscapes);
}

/** `"customer":{…"id":7`, `customer_id=7`: in text cut anywhere, a short id must not be found in some other number. */
function idIn(id: string): RegExp {
  const value = String.raw`["']?${RegExp.escape(id)}(?![\w-])`;
  const field = String.raw`customer[_-]?id["']?\s*[:=]\s*${value}`;
  const inObject = String.raw`customer["']?\s*[:=]\s*\{[^{}]{0,300}?["']id["']\s*:\s*${value}`;
  return new RegExp(`${field}|${inObject}`, 'iu');
}

const isInText = (text: string, { id, email }: Subject): boolean =>
  (email !== undefined && emailIn(email).test(text)) || (id !== undefined && idIn(id).test(text));
