/** Whether a version such as `3.20.117` is at least `3.22`. False if it can't be read. */
export function isAtLeast(version: string | undefined, least: string): boolean {
  const [major = 0, minor = 0] = partsOf(version);
  const [leastMajor = 0, leastMinor = 0] = partsOf(least);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

const partsOf = (version: string | undefined): number[] =>
  (/^(\d{1,9})\.(\d{1,9})/.exec(version ?? '') ?? []).slice(1).map(Number);
