import type { ServerResponse } from 'node:http';
import { jsonOrUndefined } from '../../lib/json.ts';

/** An answer before it is sent: `body` as JSON, or `text` as it is. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
}

export function answerWith(response: ServerResponse, reply: Reply): void {
  const text = reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body));
  response.writeHead(reply.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...reply.headers,
  });
  response.end(text);
}

/** The JSON object that a text is; `undefined` if it's anything else. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  const value = jsonOrUndefined(text);
  return isObject(value) ? value : undefined;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
