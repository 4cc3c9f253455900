import { checksOf, outcomeOf, type Answer } from '../../../../ops/certify/shopify/checks.ts';
import type { Report } from '../../../../ops/certify/shopify/report.ts';
import { at, reason, shop } from '../../long-values.ts';

/** Nothing was answered in time. */
export const worstAnswers = ['orders/paid', 'customers/redact', 'customers/data_request', 'shop/redact'].flatMap(
  (topic) =>
    (['wrong HMAC', 'no HMAC', 'changed body', 'signed'] as const).map((how): Answer => ({
      topic,
      how,
      tookMs: 12_345.6,
    })),
);

const checks = checksOf({ answers: worstAnswers, certificate: { problem: reason }, traces: [reason] });

/** Every check has failed. */
export const worstReport: Report = {
  shop,
  stage: 'prod',
  url: `https://abcdefghij.execute-api.eu-central-1.amazonaws.com/webhooks/${shop}`,
  at,
  version: '1.0.0',
  answers: [],
  slowestMs: 12_346,
  checks,
  outcome: outcomeOf(checks),
};
