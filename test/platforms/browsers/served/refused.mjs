/** The conformance result, and that wasm asked for by name is an error with reason and remedy. */
export function refused({ Adam }, result) {
  return { ...result, failures: [...result.failures, ...explicit(Adam)] };
}

function explicit(Adam) {
  try {
    const { backend } = new Adam({ backend: "wasm" });
    return [`backend "wasm" was accepted and is ${backend}`];
  } catch (error) {
    const said = `${error.name}: ${error.message}`;
    return SAYING.filter((pattern) => !pattern.test(said)).map((pattern) => `${said} does not say ${pattern}`);
  }
}

const SAYING = [/^TypeError: backend "wasm" does not run here: /, /: (Compile)?Error|CompileError/, /'wasm-unsafe-eval' to script-src$/];
