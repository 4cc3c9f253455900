import type { Command } from 'commander';
import { since } from '../duration.ts';

/** The options that choose entries. */
export const withSelection = (command: Command): Command =>
  command
    .option('--shop <id>', 'of this shop only')
    .option('--since <when>', 'that came since then: 30m, 12h, 3d, 2w, a day or an instant', (text: string) =>
      since(text),
    )
    .option('--matching <text>', 'whose reason holds this text');
