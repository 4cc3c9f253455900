import { losslessJsonOrUndefined } from '../payload.ts';
import { withoutSignature } from './token.ts';

/**
 * The names of fields in which a code may be: a gift card that paid (Wix masks its code), coupons, what apps and the shop's own fields add, and
 * what the customer wrote. None of them is read. Wix itself sends no gift card's code.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/order-object
 */
const cardWords =
  /gift_?card|voucher|coupon|redeem|code$|pin$|note$|^(extendedFields|customFields|descriptionLines|modifierGroups|options|digitalFile|activities)$/i;

/** A payment by gift card. That there was one decides about points, so it stays, without the card. */
const cardPayment = /^giftcardPaymentDetails$/i;

/** Texts that contain JSON. */
const nested: ReadonlySet<string> = new Set(['data', 'body', 'bodyAsJson']);

/** Far deeper than any order. What is nested deeper is removed. */
const maxDepth = 50;

/** Removes what may be a gift card's code, and the signature. An empty buffer if the body isn't JSON. */
export function wixWithoutGiftCards(body: Buffer): Buffer {
  const unsigned = withoutSignature(body);
  const value = losslessJsonOrUndefined(unsigned);
  if (value === undefined) return Buffer.alloc(0);
  const cleaner = new Cleaner();
  const kept = cleaner.clean(value, '', 0);
  return cleaner.removed ? Buffer.from(JSON.stringify(kept ?? null)) : unsigned;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies a body without anything that may be a code. */
class Cleaner {
  removed = false;

  clean(value: unknown, name: string, depth: number): unknown {
    if (depth > maxDepth) return this.#nothing();
    if (typeof value === 'string' && nested.has(name)) return this.#text(value, depth + 1);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => this.clean(item, '', depth + 1) ?? null);
    const kept = Object.entries(value).map(([field, content]) => [field, this.#field(field, content, depth)] as const);
    return Object.fromEntries(kept.filter(([, content]) => content !== undefined));
  }

  #field(field: string, content: unknown, depth: number): unknown {
    if (cardPayment.test(field) && isObject(content)) return this.#cardPayment(content);
    return cardWords.test(field) ? this.#nothing() : this.clean(content, field, depth + 1);
  }

  #cardPayment(details: object): object {
    const kept = Object.entries(details).filter(([field, flag]) => field === 'voided' && typeof flag === 'boolean');
    if (kept.length < Object.keys(details).length) this.removed = true;
    return Object.fromEntries(kept);
  }

  /** A text that isn't JSON can't be read, so nobody knows what is in it. */
  #text(text: string, depth: number): string | undefined {
    const value = losslessJsonOrUndefined(Buffer.from(text));
    return value === undefined ? this.#nothing() : JSON.stringify(this.clean(value, '', depth) ?? null);
  }

  #nothing(): undefined {
    this.removed = true;
    return undefined;
  }
}
