import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { StatusAnswer, statusErrors } from '../../functions/order-status/answer.ts';
import { BasketState } from '../../lib/order/basket/state.ts';
import { GiftCardState } from '../../lib/order/gift-cards/state.ts';
import {
  basketReasons,
  giftCardReasons,
  receiptReasons,
  thankuReasons,
  unwantedReasons,
} from '../../lib/order/reasons.ts';
import { ReceiptState } from '../../lib/order/receipt/state.ts';

const page = readFileSync(new URL('../../docs/status-and-events.md', import.meta.url), 'utf8');

/** The tables below a heading, each row as its cells. */
function tables(heading: string): string[][][] {
  const section = new RegExp(`^#+ ${heading}$\n(.*?)(?=^#+ |$(?![^]))`, 'ms').exec(page)?.[1] ?? '';
  return section
    .trim()
    .split(/\n\n+/)
    .filter((part) => part.startsWith('|'))
    .map((table) =>
      table
        .trim()
        .split('\n')
        .slice(2)
        .map((row) =>
          row
            .slice(1, -1)
            .split('|')
            .map((cell) => cell.trim()),
        ),
    );
}
const code = (cell = '') => /^`(.*)`$/.exec(cell)?.[1] ?? cell;
const firstCells = (table: string[][] = []) => table.map(([cell]) => code(cell)).toSorted();
/** `state reason`, as the tables of reasons have them. */
const reasonsIn = (table: string[][] = []) =>
  table.map(([reason, state]) => `${code(state)} ${code(reason)}`).toSorted();
const reasonsOf = (reasons: Record<string, readonly string[]>) =>
  Object.entries(reasons)
    .flatMap(([state, codes]) => codes.map((reason) => `${state} ${reason}`))
    .toSorted();

describe('docs/status-and-events.md names, and code knows', () => {
  it('the states of an order, and the reasons of each', () => {
    expect(firstCells(tables('States')[0])).toEqual(StatusAnswer.shape.state.options.toSorted());
    expect(reasonsIn(tables('Reasons')[0])).toEqual(reasonsOf(thankuReasons));
    expect(thankuReasons.skipped).toEqual(expect.arrayContaining([...unwantedReasons]));
  });

  it('the states of a receipt, and the reasons of each', () => {
    const [states, reasons] = tables('Receipts');
    expect(firstCells(states)).toEqual(ReceiptState.shape.state.options.toSorted());
    expect(reasonsIn(reasons)).toEqual(reasonsOf(receiptReasons));
  });

  it('the states of a basket, and the reasons of each', () => {
    const [states, reasons] = tables('Baskets');
    expect(firstCells(states)).toEqual(BasketState.shape.state.options.toSorted());
    expect(reasonsIn(reasons)).toEqual(reasonsOf(basketReasons));
  });

  it('the states of a gift card, and the reasons of each', () => {
    const [states, reasons] = tables('Gift cards');
    expect(firstCells(states)).toEqual(GiftCardState.shape.state.options.toSorted());
    expect(reasonsIn(reasons)).toEqual(reasonsOf(giftCardReasons));
  });

  it('the errors, each with its status', () => {
    const errors = tables('Errors')[0]?.map(([status, error]) => [code(error), Number(status)]);
    expect(Object.fromEntries(errors ?? [])).toEqual(statusErrors);
  });

  it.each([...page.matchAll(/```json\n(.*?)```/gs)].map(([, text = ''], index) => [index + 1, text]))(
    'what its example %d says',
    (_number, text) => {
      const example = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
      const schema =
        'error' in example
          ? z.strictObject({ error: z.literal(Object.keys(statusErrors)), message: z.string() })
          : StatusAnswer;
      expect(schema.safeParse(example).error).toBeUndefined();
    },
  );
});
