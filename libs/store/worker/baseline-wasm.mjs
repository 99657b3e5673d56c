import { setFlagsFromString } from 'node:v8';

/**
 * Runs `work` while V8 compiles WebAssembly with its baseline compiler only. The optimizing one takes 600 MB for half a second
 * over the one huge function that evaluates expressions. A function stays with the compiler that it met first, so what opening
 * a database uses (that function too) stays small, and what is first used later is optimized as ever.
 */
export async function withBaselineWasm(work) {
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  try {
    return await work();
  } finally {
    setFlagsFromString('--wasm-tier-up');
    setFlagsFromString('--wasm-dynamic-tiering');
  }
}
