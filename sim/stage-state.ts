/** What happens to the stage as a whole. */
export const stageState = () => ({
  isStopped: false,
  /** When its tables were restored; `Infinity`: not yet. */
  restoredMs: Number.POSITIVE_INFINITY,
  /** The running commands of operators. */
  commands: new Set<{ kill(why: string): void }>(),
});
