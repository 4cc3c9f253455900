import { randomBytes, timingSafeEqual } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';
import type { MiddlewareHandler } from 'hono';

const newSecret = (): string => randomBytes(32).toString('base64url');

export interface Access {
  /** The address to open, with a token that is good for one browser. It changes once it's used. */
  address(): Promise<string>;
  /** Answers everybody else itself. */
  guard: MiddlewareHandler;
}

/**
 * Lets in only browsers that opened the console's address, and only requests that its own pages made. Other pages of the browser, and names that
 * somebody has resolved to this machine (DNS rebinding), get nothing.
 * @param port on which the console listens
 * @param onUsed called with the next address when a browser has used this one
 */
export function accessFor(port: Promise<number>, onUsed: (address: string) => void): Access {
  const sessions = new Set<string>();
  let token = newSecret();
  // Browsers leave out port 80.
  const originOf = async () => new URL(`http://127.0.0.1:${await port}`).origin;
  const address = async () => `${await originOf()}/?token=${token}`;

  const guard: MiddlewareHandler = async (context, next) => {
    const origin = await originOf();
    // Browsers send cookies to all ports of a host.
    const cookie = `thankflow-console-${await port}`;
    if (`http://${context.req.header('host')}` !== origin) return context.text(`Open ${origin} instead.`, 421);
    const isKnown = sessions.has(getCookie(context, cookie) ?? '');
    const given = context.req.query('token');
    if (given !== undefined) {
      if (!isSame(given, token)) return isKnown ? context.redirect('/', 303) : context.text(usedUp, 401);
      token = newSecret();
      const session = newSecret();
      sessions.add(session);
      setCookie(context, cookie, session, { httpOnly: true, sameSite: 'Strict', path: '/' });
      onUsed(await address());
      return context.redirect('/', 303);
    }
    if (!isKnown) return context.text(usedUp, 401);
    const isRead = context.req.method === 'GET' || context.req.method === 'HEAD';
    // Reading may cost money, or hide messages for a moment. To browsers, pages of this machine's other ports are of the same site.
    const isAsked = context.req.path === '/' || !elsewhere.has(context.req.header('sec-fetch-site') ?? '');
    if (isRead ? !isAsked : context.req.header('origin') !== origin)
      return context.text(`This request came from another page, so nothing was done. Open ${origin} instead.`, 403);
    return await next();
  };
  return { address, guard };
}

/** What browsers say of requests that another page has made. */
const elsewhere = new Set(['same-site', 'cross-site']);

const usedUp =
  'This address was used, or it is an old one. Each opens the console in one browser. Open the address that the terminal shows last.';

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
