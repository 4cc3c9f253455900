import { runPhp } from '../php.ts';
import type { Receiver } from '../receiver.ts';

export const accepted = { id: 2, paid: true };
export const shipped = { id: 4, paid: true };
export const awaiting = { id: 1, paid: false };
export const cancelled = { id: 6, paid: false };
export const refunded = { id: 7, paid: true };

const honey = {
  reference: 'XKBKNABJK#2',
  id_shop: 1,
  id_customer: 81,
  id_currency: 1,
  id_lang: 1,
  module: 'ps_checkout',
  // In the shop's time zone, Europe/Vienna.
  date_add: '2026-07-01 11:00:00',
  payments: ['2026-07-01 12:00:00', '2026-07-01 12:30:00'],
  total_paid_tax_incl: '29.350000',
  total_shipping_tax_incl: '4.900000',
  products: [
    { product_name: 'Honey - 500 g', product_quantity: '2', product_reference: 'H-500', product_id: '7' },
    { product_name: 'Wax', product_quantity: '1', product_reference: '', product_id: '8' },
  ],
};

export const slip = (id: string, products: number, shipping = 0, amount = products) => ({
  do: 'slip',
  slip: {
    id_order_slip: id,
    id_order: 17,
    amount: String(amount),
    total_products_tax_excl: String(products / 1.2),
    total_products_tax_incl: String(products),
    total_shipping_tax_incl: String(shipping),
  },
});
export const becomes = (status: object) => ({ do: 'status', order: 17, status });

interface Row {
  event: string;
  attempts: number;
  due: number;
}
interface Outcome {
  outbox: Row[] | null;
  log: [severity: number, order: number, message: string][];
  output: string[];
  configuration: Record<string, string>;
}

/** Takes the steps in a shop that sends to the receiver and has the order 17. */
export async function take(
  { url, secret }: Receiver,
  steps: object[],
  order: object = {},
  configuration: object = {},
): Promise<Outcome> {
  const shop = {
    configuration: {
      THANKFLOW_URL: url,
      THANKFLOW_SECRET: secret,
      PS_OS_CANCELED: '6',
      PS_OS_REFUND: '7',
      ...configuration,
    },
    Order: { 17: { ...honey, ...order } },
    Customer: { 81: { email: 'noor@example.net', firstname: 'Noor', lastname: 'Haddad' } },
    Currency: { 1: { iso_code: 'EUR', precision: 2 }, 2: { iso_code: 'JPY', precision: 0 } },
    Language: { 1: { locale: 'de-DE' } },
    slips: [],
    steps,
  };
  return (await runPhp('prestashop/prestashop.php', shop)) as Outcome;
}
/** The events that aren't sent yet. */
export const waiting = ({ outbox }: Outcome) => (outbox ?? []).filter(({ due }) => due > 0);
