import * as z from 'zod';
import { jsonOrUndefined } from '../../json.ts';
import { scrub } from '../../partners/scrub.ts';
import { checkAnswer, type AdminAnswer, type CallAdmin } from '../../platforms/admin/call.ts';
import { noStatus, statusIn, type Outcome, type SendTo } from '../notification.ts';
import { refusalOutcome } from '../refusal-outcome.ts';

/**
 * Klaviyo supports each revision for two years.
 * @see https://developers.klaviyo.com/en/docs/api_versioning_and_deprecation_policy
 */
const revision = '2026-10-15';

const defaultMetric = 'ThankU';

const Errors = z.object({ errors: z.array(z.object({ title: z.string(), detail: z.string() })).min(1) });

/**
 * Sends an event about the profile with the customer's e-mail address. Klaviyo records an event with the same metric, profile and `unique_id` once, so a
 * flow that it starts sends one mail, however often the event is sent.
 * @see https://developers.klaviyo.com/en/reference/create_event
 */
export const klaviyoSender =
  ({ call }: { call: CallAdmin }): SendTo<'klaviyo'> =>
  async ({ metric = defaultMetric }, { apiKey }, notification) => {
    const status = statusIn(notification);
    if (status === undefined) return noStatus;
    const { email, id, atMs } = notification;
    if (email === undefined) return { kind: 'refused', code: 'no-email' };
    const attributes = {
      metric: { data: { type: 'metric', attributes: { name: metric } } },
      profile: { data: { type: 'profile', attributes: { email } } },
      properties: status,
      time: new Date(atMs).toISOString(),
      unique_id: id,
    };
    try {
      const answer = await call({
        method: 'POST',
        path: '/api/events',
        headers: {
          authorization: `Klaviyo-API-Key ${apiKey}`,
          revision,
          accept: 'application/vnd.api+json',
          'content-type': 'application/vnd.api+json',
        },
        body: JSON.stringify({ data: { type: 'event', attributes } }),
      });
      return outcomeIn(answer, [email, apiKey, id]);
    } catch (error) {
      return refusalOutcome(error);
    }
  };

/** @see https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling */
function outcomeIn(answer: AdminAnswer, sent: readonly string[]): Outcome {
  const { status, body } = answer;
  // Klaviyo has checked the event and will process it soon.
  if (status === 202) return { kind: 'delivered' };
  checkAnswer(answer, undefined);
  const [error] = Errors.safeParse(jsonOrUndefined(body)).data?.errors ?? [];
  if (status < 400 || status === 408 || error === undefined)
    return { kind: 'retry', code: 'unavailable', status, words: 'expected Klaviyo, found something else' };
  const words = `Klaviyo: ${scrub(`${error.title} ${error.detail}`, sent)}`;
  if (status === 403) return { kind: 'stop', reason: 'unauthorized', code: 'scope', status, words };
  if (status === 404 || status === 410) return { kind: 'stop', reason: 'moved', code: 'version', status, words };
  return { kind: 'refused', code: 'rejected', status, words };
}
