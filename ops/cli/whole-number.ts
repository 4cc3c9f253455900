import { InvalidArgumentError } from 'commander';

/** For options: a whole number, `min` or more. */
export const wholeNumberFrom =
  (min: number) =>
  (text: string): number => {
    const count = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(count) && count >= min) return count;
    throw new InvalidArgumentError(`expected a whole number from ${min}, not "${text}".`);
  };

/** For options that count something: a whole number from 1. */
export const wholeNumber = wholeNumberFrom(1);
