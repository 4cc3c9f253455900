import { AdminRefusal } from '../platforms/admin/refusal.ts';

/** So many failures in one pass aren't about single orders: the platform is down. */
export const maxFailures = 5;

/**
 * Whether a failure to fetch an order may be about that order alone: a plugin fails with one order, or one is as nobody has documented it.
 * Then it mustn't keep the others waiting.
 */
export const isAboutOneOrder = (error: unknown): error is AdminRefusal =>
  error instanceof AdminRefusal &&
  (error.kind === 'unavailable' || error.kind === 'outdated' || error.kind === 'unreadable');
