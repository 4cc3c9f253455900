import { losslessJsonOrUndefined } from '../platforms/payload.ts';
import type { Subject } from '../order/event.ts';

/** Whether an unreadable body contains a customer's e-mail address or ID, in any case, escape, UTF-8 or UTF-16. */
export function mentions(body: Buffer, subject: Subject): boolean {
  const value = losslessJsonOrUndefined(body);
  const { email } = subject;
  if (value !== undefined && isIn(value, subject)) return true;
  // In JSON, the structure says what is a customer's ID.
  const sought = value === undefined ? subject : { email };
  return textsOf(body).some((text) => isInText(text, sought));
}

const ofCustomer = /^(customer|user|buyer|member)/i;
const isId = /^(id|admin_graphql_api_id)$/i;

/** Uses a list instead of recursion, so that deep nesting can't overflow the stack. */
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

/** Matches the whole address, but not within `nada@example.com` or `ada@example.com.au`. */
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

/** Matches `"customer":{…"id":7` or `customer_id=7`, because a short ID would be found within other numbers. */
function idIn(id: string): RegExp {
  const value = String.raw`["']?${RegExp.escape(id)}(?![\w-])`;
  const field = String.raw`customer[_-]?id["']?\s*[:=]\s*${value}`;
  const inObject = String.raw`customer["']?\s*[:=]\s*\{[^{}]{0,300}?["']id["']\s*:\s*${value}`;
  return new RegExp(`${field}|${inObject}`, 'iu');
}

const isInText = (text: string, { id, email }: Subject): boolean =>
  (email !== undefined && emailIn(email).test(text)) || (id !== undefined && idIn(id).test(text));
