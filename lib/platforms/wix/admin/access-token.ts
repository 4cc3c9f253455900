import * as z from 'zod';
import { minuteMs } from '../../../durations.ts';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type CallAdmin } from '../../admin/call.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

/** An app, and its installation on one site. */
export interface WixApp {
  appId: string;
  appSecret: string;
  instanceId: string;
}

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.number().optional().catch(undefined) });

/** Wix's tokens are valid for four hours, and say so. */
const usualSeconds = 4 * 3600;

export interface AccessToken {
  get(): Promise<string>;
  /** Wix refuses it, though it should be valid. */
  forget(): void;
}

/**
 * Gets a token for an app on a site, and keeps it until shortly before it expires.
 * @throws AdminRefusal `unauthorized` if Wix gives none
 * @see https://dev.wix.com/docs/api-reference/app-management/oauth-2/create-access-token
 */
export function accessToken(call: CallAdmin, app: WixApp, now: () => number): AccessToken {
  let granted: Promise<{ token: string; untilMs: number }> | undefined;
  const grant = async () => {
    const answer = await call({
      method: 'POST',
      path: '/oauth2/token',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: app.appId,
        client_secret: app.appSecret,
        instance_id: app.instanceId,
      }),
    });
    const { status, body } = answer;
    if (status >= 400 && status < 500 && status !== 429)
      throw new AdminRefusal(
        'unauthorized',
        `Wix gives the app no token (${status}): the app ID, the app secret or the instance ID is wrong, or the app isn't installed on the site any more`,
      );
    checkAnswer(answer, now());
    const parsed = Granted.safeParse(jsonOrUndefined(body));
    if (!parsed.success)
      throw new AdminRefusal('unavailable', `expected an access token from Wix, found something else (${status})`);
    const { access_token: token, expires_in: seconds = usualSeconds } = parsed.data;
    return { token, untilMs: now() + seconds * 1000 - minuteMs };
  };
  const forget = () => void (granted = undefined);
  return {
    forget,
    async get() {
      const known = await granted?.catch(() => undefined);
      if (known !== undefined && now() < known.untilMs) return known.token;
      const asked = grant();
      granted = asked;
      // A failure isn't remembered, because calls are repeated.
      asked.catch(forget);
      return (await asked).token;
    },
  };
}
