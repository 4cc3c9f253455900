import type { Reply } from '../../partners/reply.ts';

/*
 * How BigCommerce writes errors: V2 in a list, V3 in an object.
 * @see https://developer.bigcommerce.com/docs/start/about/status-codes
 */

export const v2Error = (status: number, message: string): Reply => ({ status, body: [{ status, message }] });

export const v3Error = (status: number, title: string): Reply => ({
  status,
  body: { status, title, type: 'https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes' },
});

export const noContent: Reply = { status: 204, text: '' };
