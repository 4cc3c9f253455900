import type { Command } from 'commander';
import { since } from '../cli/since.ts';

/** The options that choose entries. */
export const withSelection = (command: Command): Command =>
  command
    .option('--shop <id>', 'of this shop only')
    .option('--since <when>', 'that came since then: 3d, 12h, 30min, or 2026-11-20', (text: string) => since(text))
    .option('--matching <text>', 'whose reason holds this text');
