import { capped } from '../../lib/order/thanku/message/plain-text.ts';
import type { Cell } from './table.ts';

/** A duration or an age: `3 h`. */
export function duration(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ];
  for (const [length, unit] of units) if (seconds >= length) return `${Math.floor(seconds / length)} ${unit}`;
  return `${Math.max(0, Math.floor(seconds))} s`;
}

/** `3 h ago`. */
export const ago = (atMs: number, nowMs: number): string => `${duration((nowMs - atMs) / 1000)} ago`;

/** `2026-11-20 22:43Z`. */
export const instant = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')}Z`;

/** `2026-11-20 22:43Z`, from an ISO instant. */
export const instantOf = (iso: string): string => instant(Date.parse(iso));

/** `2026-11-20 22:43:01Z`, from an ISO instant: for timelines, where minutes are too coarse. */
export const toTheSecond = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')}Z`;

/** `12,345`. */
export const number = (count: number): string => count.toLocaleString('en-US');

/** `at least 200,000`. */
export const atLeast = (count: number, more: boolean): string => `${more ? 'at least ' : ''}${number(count)}`;

/** A cell with an age. Full: the instant. */
export const agoCell = (atMs: number, nowMs: number): Cell => ({
  shown: ago(atMs, nowMs),
  full: new Date(atMs).toISOString(),
});

/** A cell with `11-20 22:43Z`, or `2025-11-20` for another year. Full: the instant. */
export const instantCell = (iso: string, nowMs = Date.now()): Cell => ({
  shown:
    new Date(iso).getUTCFullYear() === new Date(nowMs).getUTCFullYear()
      ? instantOf(iso).slice('yyyy-'.length)
      : iso.slice(0, 'yyyy-mm-dd'.length),
  full: new Date(iso).toISOString(),
});

export const countCell = (count: number): Cell => ({ shown: number(count), full: String(count) });

/** A cell with several lines. Full: one line. */
export const linesCell = (...lines: string[]): Cell => ({ shown: lines, full: lines.join(', ') });

/** A cell with the beginning of a text. Full: the whole text. */
export const shortCell = (text: string, maxChars: number): Cell => ({ shown: capped(text, maxChars), full: text });
