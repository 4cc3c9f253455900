/** An allowed change of settings with large consequences. */
export interface ChangeWarning {
  path: readonly (string | number)[];
  message: string;
}
