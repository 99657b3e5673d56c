import type { Bus } from '../port.js';

/** Supported, or not with the reason, which then stands in the title of what is skipped. */
export type Capability = true | { readonly supported: false; readonly because: string };

export interface BusCapabilities {
  /** A second bus can be opened over the same storage while the first can no longer store anything. */
  readonly reopen: Capability;
  readonly newGroupFromStart: Capability;
  /** Publishing to, or reading, a topic that nobody created is refused by name. */
  readonly refusesUnknownTopics: Capability;
  /** Nothing of a refused publish is stored. */
  readonly refusesWholePublish: Capability;
  /** What the bus keeps in memory does not grow with what is published. */
  readonly boundedMemory: Capability;
  /** Two consumers of different groups do not wait for each other. */
  readonly independentGroups: Capability;
}

export interface BusUnderTest {
  readonly bus: Bus;
  /**
   * A new bus over the same storage, as after a crash: from the call on, before the first await, the old bus can store
   * nothing any more. May be called again for the newest bus.
   */
  readonly reopen?: () => Promise<Bus>;
  /** Closes every bus that was opened and removes what they stored. */
  teardown(): Promise<void>;
}

export interface BusHarness {
  /** A bus for one case. `scope` is unlike that of any other case; topics and groups of the case begin with it. */
  create(scope: string): Promise<BusUnderTest>;
  readonly capabilities: BusCapabilities;
  /** What closing allows a handler that runs (milliseconds), as `create` configures it; short, for one case waits for it. */
  readonly closeMillis: number;
  /** What the bus may keep in memory while a handler is stuck, with its batches under way (bytes). */
  readonly bufferBytes: number;
}
