/** What a province would have been given. The path is as seen in use; sites are made up. */
export interface EmcConfig {
  path: string;
  scriptPath: string;
  /** Numbers of the sites that exist; a push for another one is refused. */
  sites: readonly number[];
}

export const defaultEmcConfig: EmcConfig = {
  path: '/emc/TrackingMCDT',
  scriptPath: '/emc/embed/gov-tracking.min.js',
  sites: [1, 2],
};
