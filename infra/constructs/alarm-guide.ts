/**
 * `page`: orders or money are being lost, or the whole stage has stopped: wake somebody. `notice`: what happened waits safely, repairs itself, or
 * concerns single orders or one shop: the next working day is soon enough.
 */
export type Severity = 'page' | 'notice';

/** The saved queries of Logs Insights, without the stage: infra/stacks/saved-queries.ts. */
export type SavedQuery = 'answers' | 'crashes' | 'problems' | 'webhooks';

/** For each heading of the runbook that is an alarm: how urgent it is, and which saved query shows more. */
export const alarmGuide = {
  'api-server-errors': { severity: 'page', query: 'answers' },
  'credential-held': { severity: 'page', query: 'problems' },
  'events-waiting': { severity: 'notice', query: 'problems' },
  'function-errors': { severity: 'notice', query: 'crashes' },
  'function-throttles': { severity: 'notice', query: 'crashes' },
  'gift-cards-left-out': { severity: 'page', query: 'webhooks' },
  'handshake-refused': { severity: 'notice', query: 'problems' },
  'housekeeping-late': { severity: 'notice', query: 'problems' },
  'housekeeping-not-running': { severity: 'page', query: 'crashes' },
  'limit-reached': { severity: 'notice', query: 'problems' },
  'loyalty-dead-letters': { severity: 'notice', query: 'problems' },
  'loyalty-queue-age': { severity: 'notice', query: 'problems' },
  'message-dead': { severity: 'notice', query: 'problems' },
  'messages-failing': { severity: 'page', query: 'problems' },
  'notices-dead-letters': { severity: 'notice', query: 'problems' },
  'orders-dead-letters': { severity: 'notice', query: 'problems' },
  'orders-failed': { severity: 'notice', query: 'problems' },
  'orders-not-fetched': { severity: 'notice', query: 'problems' },
  'orders-queue-age': { severity: 'page', query: 'crashes' },
  paused: { severity: 'notice', query: 'problems' },
  'privacy-requests': { severity: 'notice', query: 'problems' },
  'receipt-duplicate': { severity: 'page', query: 'problems' },
  'receipt-unknown': { severity: 'notice', query: 'problems' },
  'receipts-failed': { severity: 'notice', query: 'problems' },
  'release-failing': { severity: 'notice', query: 'crashes' },
  'rows-overdue': { severity: 'page', query: 'problems' },
  'shop-held': { severity: 'notice', query: 'problems' },
  'shop-problems': { severity: 'notice', query: 'webhooks' },
  'shop-redact-requested': { severity: 'notice', query: 'problems' },
  'target-held': { severity: 'notice', query: 'problems' },
  'thanku-failing': { severity: 'notice', query: 'problems' },
  'thanx-failing': { severity: 'notice', query: 'problems' },
  'webhook-lost': { severity: 'page', query: 'webhooks' },
  'webhook-quarantined': { severity: 'notice', query: 'webhooks' },
  'webhook-refused': { severity: 'page', query: 'webhooks' },
  'webhook-secret-missing': { severity: 'page', query: 'webhooks' },
  'webhook-too-large': { severity: 'notice', query: 'webhooks' },
} as const satisfies Record<string, { severity: Severity; query: SavedQuery }>;

/** A heading in docs/runbook.md. */
export type AlarmHeading = keyof typeof alarmGuide;
