import type { RawWebhook } from '../platform.ts';

/*
 * Whether no money moved, because it happened in Square's Sandbox. Production and Sandbox have different merchants, so `platformShopId` keeps them
 * apart. Square's documentation names only the header, which isn't signed: it may make an order a test, and never a real one. How the Sandbox's
 * application IDs, receipts and orders look was seen, and isn't documented.
 */

interface PaymentSigns {
  application_details?: { application_id?: string | undefined } | null | undefined;
  receipt_url?: string | undefined;
}

interface OrderSigns {
  source?: { name?: string | undefined } | null | undefined;
}

/** Whether a payment was taken by an application of the Sandbox. */
export const isOfSandbox = ({ application_details, receipt_url }: PaymentSigns): boolean =>
  application_details?.application_id?.startsWith('sandbox-') === true ||
  /^https:\/\/([\w-]+\.)*squareupsandbox\.com\//i.test(receipt_url ?? '');

/** Whether an order was made by an application of the Sandbox. */
export const isMadeInSandbox = ({ source }: OrderSigns): boolean => source?.name?.startsWith('Sandbox for ') === true;

/** Whether the header says so. @see https://developer.squareup.com/docs/webhooks/overview */
export const saysSandbox = ({ headers }: Pick<RawWebhook, 'headers'>): boolean =>
  headers[environmentHeader]?.trim().toLowerCase() === 'sandbox';

export const environmentHeader = 'square-environment';
