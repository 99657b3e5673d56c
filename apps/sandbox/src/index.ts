export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.js';
export { product, version } from './version.js';
