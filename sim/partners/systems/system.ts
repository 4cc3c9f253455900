import type { PartnerAnswer } from '../network.ts';

/** A request to one of a shop's own systems. */
export interface SystemRequest {
  method: string;
  /** Below the system's address, with the query. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

export interface SystemAnswer extends PartnerAnswer {
  /** Names in lower case. */
  headers?: Record<string, string>;
}

/**
 * One of a shop's own systems. It's called when a request arrives.
 * @param begunMs when the invocation that sent it began
 */
export type System = (request: SystemRequest, nowMs: number, begunMs: number) => SystemAnswer;

/** Something that a customer found in their mailbox. */
export interface Mail {
  shop: string;
  orderId: string;
  by: 'woocommerce' | 'klaviyo';
  atMs: number;
  /** When the invocation that caused it began. */
  begunMs: number;
}

export const json = (status: number, body: unknown): SystemAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
