import * as z from 'zod';
import type { Reply } from './reply.ts';

/** `METHOD /_sandbox/path` → what it does with its JSON body, and what it answers. May throw a zod error: 400. */
export type AdminRoutes = Record<string, (body: unknown) => unknown>;

export function answerAdmin(routes: AdminRoutes, route: string, text: string): Reply {
  const handler = routes[route];
  if (handler === undefined) {
    return { status: 404, body: { error: `There is no ${route}. There are: ${Object.keys(routes).join(', ')}.` } };
  }
  try {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: 200, body: handler(body) };
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
    if (error instanceof SyntaxError) return { status: 400, body: { error: 'The body is not JSON.' } };
    throw error;
  }
}
