/** Files that people sent and that wait to be prepared. */
export interface UploadFiles {
  /** Removing what is gone is no fault. */
  remove(file: string): Promise<void>;
  /** Removes what an earlier run left behind: nobody waits for it any more. */
  sweep(): Promise<void>;
}
