import type { Assets } from './assets.ts';
import type { Answer } from './thanks-page.ts';

const maxAgeSeconds = 3600;

/** `GET /thankflow-thanks.js`: the web component. Browsers load modules of another host only with this CORS header. */
export const componentAnswer = ({ component }: Assets): Answer => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': `public, max-age=${maxAgeSeconds}`,
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  },
  body: component,
});
