/** How far the end of this process has come. */
export interface Phase {
  /** Nothing new begins. */
  stopping: boolean;
  /** What the store does not take now will not be stored by us. */
  givenUp: boolean;
}
