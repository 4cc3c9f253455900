import { html } from 'hono/html';
import { orderIn } from '../orders/order-in-output.ts';
import { orderPath, outside, type Html } from './elements.ts';

const urlOrOrder = /(https?:\/\/[^\s"”]+|\.\/thankflow orders show \S+\/\S+)/;

/** A line that a command printed. Its URLs and orders are links. */
export function outputLine(line: string): Html {
  const parts = line.split(urlOrOrder).map((part, index) => {
    if (index % 2 === 0) return part;
    const key = orderIn([part]);
    return key === undefined ? outside(part) : html`<a href="${orderPath(key)}">${part}</a>`;
  });
  return html`${[...parts, '\n']}`;
}
