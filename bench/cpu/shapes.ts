/** A JSON text of about so many characters. */
export type TextShape = (chars: number) => string;

const list =
  (entry: string): TextShape =>
  (chars) =>
    `[${Array.from({ length: Math.floor(chars / (entry.length + 1)) }, () => entry).join(',')}]`;
const text =
  (unit: string): TextShape =>
  (chars) =>
    JSON.stringify(unit.repeat(Math.floor(chars / JSON.stringify(unit).slice(1, -1).length)));
const names =
  (value: string): TextShape =>
  (chars) => {
    const length = Math.floor(chars / (value.length + 11));
    return `{${Array.from({ length }, (_, index) => `"${String(index).padStart(7, '0')}":${value}`).join(',')}}`;
  };
const nested: TextShape = (chars) => '['.repeat(chars / 2) + ']'.repeat(chars / 2);

/** What can stand anywhere in a body. */
const anywhere: Record<string, TextShape> = {
  ones: list('1'),
  objects: list('{}'),
  'long integers': list('12345678901234567'),
  texts: list(`"${'x'.repeat(40)}"`),
  'texts of entities': list(`"${'&lt;'.repeat(250)}"`),
  names: names('1'),
  nested,
  commas: text(','),
  blanks: text(' '),
  nines: text('9'),
  'a number of nines': (chars) => '9'.repeat(chars),
  '"<a"': text('<a'),
  '"&amp;"': text('&amp;'),
  quotes: text('"'),
  'U+FDFA': text('\ufdfa'),
  emoji: text('👨‍👩‍👧'),
};

const at = '2026-11-20T10:00:00';
const person = { email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' };
const item = { id: 1, name: 'Desk', title: 'Desk', quantity: 1, total: '29.35' };

interface Platform {
  headers: Record<string, string>;
  body: Record<string, unknown>;
  /** Fields that are read, by their path. */
  fields: readonly string[];
  /** Lists that each entry of is read. */
  lists: Record<string, string>;
}

const money = '{"amount":"1.00","currency_code":"EUR"}';
const refundLine = `{"subtotal_set":{"shop_money":${money},"presentment_money":${money}}}`;
const transaction = '{"kind":"refund","status":"success","amount":"1.00","currency":"EUR"}';

export const platforms: Record<'woocommerce' | 'shopify' | 'standard', Platform> = {
  woocommerce: {
    headers: { 'x-wc-webhook-topic': 'order.updated' },
    body: {
      id: 1001,
      status: 'processing',
      date_paid_gmt: at,
      date_modified_gmt: at,
      currency: 'EUR',
      total: '29.35',
      billing: person,
      line_items: [item],
      meta_data: [],
      refunds: [],
    },
    fields: [
      'id',
      'status',
      'date_paid_gmt',
      'total',
      'billing',
      'line_items',
      'meta_data',
      'refunds',
      'errors',
      'lang',
      'other',
    ],
    lists: {
      line_items: JSON.stringify(item),
      refunds: '{"id":1,"total":"-1.00"}',
      meta_data: '{"key":"gift_card","value":"test"}',
      gift_cards: '{"amount":"1.00"}',
      errors: '{"code":1}',
    },
  },
  shopify: {
    headers: { 'x-shopify-topic': 'orders/paid' },
    body: {
      id: 1001,
      financial_status: 'paid',
      total_price: '29.35',
      currency: 'EUR',
      updated_at: `${at}Z`,
      customer: person,
      line_items: [item],
      refunds: [],
    },
    fields: [
      'id',
      'financial_status',
      'total_price',
      'updated_at',
      'customer',
      'line_items',
      'refunds',
      'tags',
      'payment_gateway_names',
      'order_status_url',
      'other',
    ],
    lists: {
      line_items: JSON.stringify(item),
      refunds: `{"id":1,"transactions":[${transaction}],"refund_line_items":[${refundLine}]}`,
      tags: '"a"',
      payment_gateway_names: '"cod"',
    },
  },
  standard: {
    headers: {},
    body: {
      type: 'order.paid',
      data: { id: '1001', amount: '29.35', currency: 'EUR', paidAt: `${at}Z`, items: [item], customer: { id: '1' } },
    },
    fields: [
      'type',
      'data',
      'data.id',
      'data.amount',
      'data.paidAt',
      'data.items',
      'data.tags',
      'data.customer',
      'data.refunds',
      'data.giftCards',
      'data.other',
    ],
    lists: {
      'data.items': JSON.stringify(item),
      'data.refunds': '{"id":"1","amount":"1.00"}',
      'data.giftCards': '{"number":"12345678"}',
    },
  },
};

/** Where the shape goes; no body has such a text. */
const here = '@here@';

/** The body with a shape in one of its fields. */
function withShape(body: Record<string, unknown>, path: string, shape: TextShape): TextShape {
  const [first = '', second] = path.split('.');
  const inside = { ...Object.fromEntries(Object.entries(body[first] ?? {})), [second ?? '']: here };
  const [before = '', after = ''] = JSON.stringify({ ...body, [first]: second === undefined ? here : inside }).split(
    `"${here}"`,
  );
  return (chars) => before + shape(chars) + after;
}

/** Every shape as the whole body and in every field that is read, and every list of entries that are read. */
export function bodiesOf({ body, fields, lists }: Platform): Map<string, TextShape> {
  const bodies = new Map(Object.entries(anywhere).map(([name, shape]) => [`all of it ${name}`, shape]));
  for (const field of fields) {
    for (const [name, shape] of Object.entries(anywhere))
      bodies.set(`${field}: ${name}`, withShape(body, field, shape));
  }
  for (const [field, entry] of Object.entries(lists)) bodies.set(`${field}: many`, withShape(body, field, list(entry)));
  return bodies;
}

const repeated =
  (unit: string): TextShape =>
  (chars) =>
    unit.repeat(Math.floor(chars / unit.length));
const lines =
  (line: (index: number) => string, before = ''): TextShape =>
  (chars) => {
    const length = Math.floor(chars / (line(10_000).length + 1));
    return `${before}${Array.from({ length }, (_, index) => line(index)).join('\n')}`;
  };

/** Settings files that took seconds, or might. */
export const settingsFiles: Record<string, TextShape> = {
  'open brackets': repeated('['),
  'open braces': repeated('{'),
  'braces in a text': (chars) => `thanku: {message: {en: "${repeated('{')(chars)}"}}`,
  'an open quote': (chars) => `"${'a'.repeat(chars)}`,
  quotes: repeated('"'),
  'a long value': (chars) => `a: ${'aA1'.repeat(chars / 3)}`,
  'a long cause': (chars) => `thanku: {cause: ${'x'.repeat(chars)}}`,
  'a long token': (chars) => `a: Bearer ${'A'.repeat(chars)}`,
  'beginnings of tokens': (chars) => `a: ${repeated('-eyJ')(chars)}`,
  names: lines((index) => `k${index}: 1`),
  'names in impact': lines((index) => `    k${index}: 1`, 'thanku:\n  impact:\n'),
  languages: lines((index) => `    k${index}: hello`, 'thanku:\n  message:\n'),
  'one name': lines(() => 'k: 1'),
  aliases: lines(() => '<<: *a'),
  anchors: repeated('&a '),
  tags: repeated('!!x '),
  documents: repeated('---\n'),
  dashes: repeated('- '),
  'question marks': repeated('? '),
  colons: repeated('a: '),
  'commas in brackets': (chars) => `[${','.repeat(chars)}]`,
  statuses: lines(() => '  - a', 'paidStatuses:\n'),
  numbers: lines(() => '  - 1', 'paidStatuses:\n'),
  'lines of text': lines(() => ' x', 'a: |\n'),
  'empty lines': repeated('\n'),
};
