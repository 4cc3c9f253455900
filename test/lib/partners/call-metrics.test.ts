import { expect, it } from 'vitest';
import { countThankuCall, countThanxCall } from '../../../lib/partners/call-metrics.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

it.each([
  ['created', ['ThankuCall']],
  ['retry', ['ThankuCall', 'ThankuCallFailed']],
  ['rate-limited', ['ThankuCall', 'ThankuCallFailed']],
  ['refused', ['ThankuCall', 'ThankuCallRefused']],
  ['rejected', ['ThankuCall', 'ThankuCallRefused']],
] as const)('a call to ThankU that ends as %s', (kind, counted) => {
  const telemetry = recordedTelemetry();
  countThankuCall(telemetry, { kind });
  expect(telemetry.counted).toEqual(counted);
});

it.each([
  ['ok', ['ThanxCall']],
  ['no-member', ['ThanxCall']],
  ['no-email', ['ThanxCall']],
  ['not-sent', ['ThanxCall', 'ThanxCallFailed']],
  ['unknown', ['ThanxCall', 'ThanxCallFailed']],
  ['unauthorized', ['ThanxCall', 'ThanxCallRefused']],
] as const)('a call to Thanx that ends as %s', (kind, counted) => {
  const telemetry = recordedTelemetry();
  countThanxCall(telemetry, { kind });
  expect(telemetry.counted).toEqual(counted);
});
