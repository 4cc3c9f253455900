import { eventAbout } from '../event-about.ts';
import type { FetchedSale } from './sale.ts';

/**
 * The event that would report a sale as it is now. One that cost nothing has no charge that says when it was paid, and doesn't change any more: it
 * is as it was made.
 */
export const webhookAbout = ({ object, chargedAt }: FetchedSale, nowMs: number): unknown =>
  eventAbout(object, chargedAt === undefined ? undefined : nowMs);
