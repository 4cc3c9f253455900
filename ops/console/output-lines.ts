import { html } from 'hono/html';
import { orderPath, outside, type Html } from './elements.ts';

const urlOrOrder = /(https?:\/\/[^\s"”]+|\.\/thankflow orders show \S+\/\S+)/;
const orderShown = /\.\/thankflow orders show (\S+\/\S+)/;

/** A line that a command printed. Its URLs and orders are links. */
export function outputLine(line: string): Html {
  const parts = line.split(urlOrOrder).map((part, index) => {
    if (index % 2 === 0) return part;
    const key = orderIn([part]);
    return key === undefined ? outside(part) : html`<a href="${orderPath(key)}">${part}</a>`;
  });
  return html`${[...parts, '\n']}`;
}

/** The key of the order that lines name: `Its history: ./thankflow orders show my-shop/my-shop-1001`. `undefined` if it isn't exactly one. */
export function orderIn(lines: readonly string[]): string | undefined {
  const [key, ...others] = new Set(lines.flatMap((line) => orderShown.exec(line)?.[1] ?? []));
  return others.length === 0 ? key : undefined;
}
