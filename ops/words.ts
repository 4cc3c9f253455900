/** How long something takes, or how old it is: `3 h`. */
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

/** The same of an ISO instant. */
export const instantOf = (iso: string): string => instant(Date.parse(iso));

/** `12,345`. */
export const number = (count: number): string => count.toLocaleString('en-US');

/** `at least 200,000`. */
export const atLeast = (count: number, more: boolean): string => `${more ? 'at least ' : ''}${number(count)}`;
