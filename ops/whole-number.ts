import { InvalidArgumentError } from 'commander';

/** For options that count something: a whole number from 1. */
export function wholeNumber(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError(`expected a whole number from 1, not "${text}".`);
}
