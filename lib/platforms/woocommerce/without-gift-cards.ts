import { losslessJsonOrUndefined } from '../payload.ts';

/**
 * Recognises the names of fields and meta data in which plugins store codes of gift cards, vouchers or store credit. It looks for words, because
 * nobody can list all plugins. Known ones:
 *
 * | plugin | where |
 * |---|---|
 * | Gift Cards (official) | `gift_cards[].code` of the order, https://woocommerce.com/document/gift-cards/rest-api-reference/ |
 * | WooCommerce itself | `coupon_lines[].code` and their meta data: a code of Smart Coupons, WebToffee and others is store credit |
 * | PW Gift Cards | line meta `pw_gift_card_number`, order field `pw_gift_card_lines`, https://wordpress.org/plugins/pw-woocommerce-gift-cards/ |
 * | YITH Gift Cards | line meta `_ywgc_gift_card_code`; order meta `_ywgc_applied_gift_cards`, with codes for names; the fee "Gift Card (CODE)", https://wordpress.org/plugins/yith-woocommerce-gift-cards/ |
 * | Smart Coupons (StoreApps) | order meta `sc_coupon_receiver_details`, `smart_coupons_contribution`, with codes for names, https://woocommerce.com/document/smart-coupons/ |
 * | PDF Vouchers (WPWeb) | line meta `_woo_vou_codes`, order meta `_woo_vou_meta_order_details` |
 * | Gift Cards (WebToffee) | order meta `wt_credit_coupons`, line meta `wt_credit_coupon_generated`, https://wordpress.org/plugins/wt-gift-cards-woocommerce/ |
 * | Ultimate Gift Cards (WP Swings) | order meta `<order id>#<item id>`, https://wordpress.org/plugins/woo-gift-cards-lite/ |
 * | Gift Up! | order meta `_giftup_code`, https://wordpress.org/plugins/gift-up/ |
 */
const cardWords =
  /gift|voucher|_vou_|coupon|store_?credit|ywgc|pwgc|(^|_)gc(_|$)|card_?(number|code|pin)|redeem|^\d+#\d+$/i;

/** A coupon or gift card has its code in this field. Codes of WordPress's errors are not secret. */
const isCode = (name: string, value: unknown): boolean =>
  name === 'code' && !(typeof value === 'string' && /^((woocommerce_)?rest_\w+|internal_server_error)$/.test(value));

/** Amounts are kept: the order's amount is calculated from them. */
const isAmount = (name: string, value: unknown): boolean =>
  /(amount|totals?|balance|discount|tax)$/i.test(name) &&
  (typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,7}(\.\d{1,6})?$/.test(value)));

/** Far deeper than any order. What is nested deeper is removed. */
const maxDepth = 50;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Removes gift cards' codes from a body. Returns the same buffer if it has none, and an empty one if it isn't JSON. */
export function wooCommerceWithoutGiftCards(body: Buffer): Buffer {
  const value = losslessJsonOrUndefined(body);
  if (value === undefined) return Buffer.alloc(0);
  const cleaner = new Cleaner();
  const kept = cleaner.clean(value, 0);
  return cleaner.removed ? Buffer.from(JSON.stringify(kept ?? null)) : body;
}

/** Copies a body without anything that may be a code. */
class Cleaner {
  removed = false;

  clean(value: unknown, depth: number): unknown {
    if (!isObject(value)) return value;
    if (depth > maxDepth) return this.#nothing();
    if (Array.isArray(value)) return value.map((item: unknown) => this.clean(item, depth + 1) ?? null);
    const meta = metaNames(value);
    const isCardMeta = meta.some((name) => cardWords.test(name));
    const isFee = 'tax_status' in value;
    return this.#fields(value, (name, field) => {
      if (isCardMeta && /^(display_)?value$/.test(name)) return this.#ofCard(meta[0] ?? '', field, depth);
      // The name of a fee may contain a gift card's codes. Only fees have a tax status.
      if (isFee && name === 'name' && typeof field === 'string' && cardWords.test(field)) return this.#nothing();
      return cardWords.test(name) || isCode(name, field)
        ? this.#ofCard(name, field, depth)
        : this.clean(field, depth + 1);
    });
  }

  /** The value of a field that may contain codes. */
  #ofCard(name: string, field: unknown, depth: number): unknown {
    if (field === null || typeof field === 'boolean' || isAmount(name, field)) return field;
    return isObject(field) ? this.#card(field, depth + 1) : this.#nothing();
  }

  /** A gift card, a coupon, or a list of them. Only known fields are kept, because even another field's name may be a code. */
  #card(value: object, depth: number): unknown {
    if (depth > maxDepth) return this.#nothing();
    const listed = (item: unknown): unknown => (isObject(item) ? this.#card(item, depth + 1) : this.#nothing());
    if (Array.isArray(value)) return value.map((item: unknown) => listed(item) ?? null);
    return this.#fields(value, (name, field) => {
      if (isAmount(name, field) || (name === 'id' && typeof field === 'number')) return field;
      // PHP writes a list with gaps as an object.
      return /^\d{1,3}$/.test(name) ? listed(field) : this.#nothing();
    });
  }

  #fields(value: object, keep: (name: string, field: unknown) => unknown): object {
    const kept = Object.entries(value).map(([name, field]) => [name, keep(name, field)] as const);
    return Object.fromEntries(kept.filter(([, field]) => field !== undefined));
  }

  #nothing(): undefined {
    this.removed = true;
    return undefined;
  }
}

/** The names of a meta data entry: `{"key":"_ywgc_gift_card_code","value":…,"display_key":…}`. */
function metaNames(value: object): string[] {
  const names = ['key' in value ? value.key : undefined, 'display_key' in value ? value.display_key : undefined];
  return names.filter((name) => typeof name === 'string');
}
